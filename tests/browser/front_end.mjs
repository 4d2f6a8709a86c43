// A front end of somebody else's: it knows Wagtail's API by a client from the npm registry, and nothing of this product.
import dns from "node:dns";
import { CMSClient } from "wagtail-js";

const lookup = dns.lookup;
// Not every resolver knows *.localhost.
dns.lookup = (name, ...rest) => lookup(name.endsWith(".localhost") ? "127.0.0.1" : name, ...rest);

const client = new CMSClient({ baseURL: process.argv[2], apiPath: "/wagtail/api/v2" });
const sections = await client.fetchPages({ child_of: "root" });
const entries = await client.fetchPages({ type: "column.ArticlePage", fields: "summary", order: "-first_published_at", limit: 20 });
const entry = await client.fetchPage(entries.items[0].id);
const found = await client.fetchPages({ type: "column.ArticlePage", search: process.argv[3] });
const documents = await client.fetchDocuments({ limit: 5 });
const file = documents.items[0] ? (await fetch(client.getMediaSrc(documents.items[0].meta))).status : null;
const images = await client.fetchImages({ limit: 5 });
const picture = images.items[0] ? (await fetch(client.getMediaSrc(images.items[0].meta))).status : null;
const nobody = await client.fetchPage(999999);
console.log(JSON.stringify({ sections, entries, entry, found, file, picture, nobody }));
