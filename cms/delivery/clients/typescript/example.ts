/** node example.js https://central.example.gov.cn */
import { Client, Problem } from "./client.js";

const client = new Client(process.argv[2] ?? "");
const [site, units] = [await client.get("/api/v1/site"), await client.get("/api/v1/units")];
console.log(site.district, units.items.length);
for await (const entry of client.entries({ type: "article", limit: 2 })) {
  const full = await client.get("/api/v1/entries/{uuid}", {}, { uuid: entry.uuid });
  console.log(entry.title, full.text.length, full.attachments.length);
}
console.log((await client.get("/api/v1/search", { q: "机构设置", limit: 1 })).total);
await client.get("/api/v1/entries", { limit: 1000 }).catch((refused: unknown) => {
  if (refused instanceof Problem) console.log(refused.status, refused.kind);
});
