"""What a machine sees in a text before people review it. Findings, never approvals: nothing found proves nothing.

Pure: texts in, findings out. Hidden matter in Office and PDF files is another detector's.
"""

from cms.procedure.prescreen.finding import Finding, Kind, Level
from cms.procedure.prescreen.masking import masked
from cms.procedure.prescreen.screening import screen

__all__ = ["Finding", "Kind", "Level", "masked", "screen"]
