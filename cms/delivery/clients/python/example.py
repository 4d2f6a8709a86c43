"""python example.py https://central.example.gov.cn [host]"""

import sys

from gongkai import Client, Problem, pages

client = Client(sys.argv[1], host="".join(sys.argv[2:]))
print(client.site()["district"], len(client.units()["items"]))
for entry in pages(client.entries, type="article", fields=["uuid", "title"], limit=2):
    full = client.one_entry(entry["uuid"])
    print(entry["title"], len(full["text"]), len(full["attachments"]))
print(client.search(q="机构设置", limit=1)["total"])
try:
    client.entries(item="\0")
except Problem as problem:
    print(problem.status, problem.kind)
