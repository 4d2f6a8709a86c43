/** A typed client of the 党务公开 API: fetches, and turns a refusal into an exception. Types are in schema.ts. */
import type { components, paths } from "./schema.js";

export type Schemas = components["schemas"];
export type Path = keyof paths;
type Operation<P extends Path> = paths[P]["get"];
type Parameters_<P extends Path> = Operation<P> extends { parameters: infer A } ? A : never;
type OrNothing<T> = [T] extends [never] ? Record<string, never> : T;
export type Query<P extends Path> = OrNothing<
  Parameters_<P> extends { query?: infer Q } ? Exclude<Q, undefined> : never
>;
export type Places<P extends Path> = OrNothing<Parameters_<P> extends { path: infer Q } ? Q : never>;
export type Answer<P extends Path> = Operation<P> extends {
  responses: { 200: { content: { "application/json": infer A } } };
}
  ? A
  : never;
type Value = string | number | readonly string[] | undefined;

/** A refusal (RFC 9457). `kind` is what stands behind the # of its type. */
export class Problem extends Error {
  readonly kind: string;
  constructor(
    readonly status: number,
    readonly said: Partial<Schemas["Problem"]>,
    readonly retryAfter: number | null,
  ) {
    super(`${status} ${said.title ?? ""}: ${said.detail ?? ""}`);
    this.kind = (said.type ?? "").split("#").pop() ?? "";
  }
}

export class Client {
  /** `origin` is that of a site, as `https://central.example.gov.cn`. */
  constructor(private readonly origin: string) {}

  /** The answer of a path. Rejects with Problem. */
  async get<P extends Path>(path: P, query?: Query<P>, places?: Places<P>): Promise<Answer<P>> {
    const address = new URL(fill(path, (places ?? {}) as Record<string, string>), this.origin);
    for (const [name, value] of Object.entries((query ?? {}) as Record<string, Value>)) {
      if (value !== undefined) address.searchParams.set(name, String(value));
    }
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    if (!response.ok) throw await problem(response);
    return (await response.json()) as Answer<P>;
  }

  /** Every entry of a list, page after page. */
  async *entries(query: Query<"/api/v1/entries"> = {}): AsyncGenerator<Schemas["Entry"]> {
    for (let cursor: string | undefined; ; ) {
      const found = await this.get("/api/v1/entries", cursor === undefined ? query : { ...query, cursor });
      yield* found.items as Schemas["Entry"][];
      if (found.next === null) return;
      cursor = found.next;
    }
  }
}

function fill(path: string, places: Record<string, string>): string {
  return path.replace(/{(\w+)}/g, (_all, name: string) => encodeURIComponent(places[name] ?? ""));
}

async function problem(response: Response): Promise<Problem> {
  const wait = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  const said = await response.json().catch(() => ({ title: response.statusText }));
  return new Problem(response.status, said as Partial<Schemas["Problem"]>, Number.isNaN(wait) ? null : wait);
}
