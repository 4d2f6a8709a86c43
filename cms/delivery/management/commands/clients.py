"""`cms clients`: the typed clients of the API anew, after its description has changed."""

import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand

from cms.delivery.clients import pythonic, scripted
from cms.delivery.clients.document import document

PYTHON = Path(pythonic.__file__).parent / "python/gongkai/api.py"


class Command(BaseCommand):
    help = "按接口说明重新生成 Python 和 TypeScript 的客户端（cms/delivery/clients/）"

    def handle(self, **options):
        told = document()
        PYTHON.write_text(pythonic.source(told))
        self.stdout.write(str(PYTHON))
        with tempfile.TemporaryDirectory() as folder:
            scripted.install(Path(folder))
            made = scripted.source(told, installed=Path(folder))
        schema = scripted.SOURCE / "schema.ts"
        schema.write_text(made)
        self.stdout.write(str(schema))
