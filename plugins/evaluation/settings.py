"""What the office sets about evaluation."""

from __future__ import annotations

from pydantic import BaseModel, Field


class Settings(BaseModel):
    appeal_days: int = Field(
        10, title="申诉期限（工作日）", ge=3, le=60, description="计分以后，单位在多少个工作日内可以申诉。"
    )
    dump_public: bool = Field(
        False,
        title="公开评价证据",
        description="结果确定以后，谁都可以在中心站点下载评价证据，自己重算。里面没有个人信息。",
    )
