/** A model server in a scenario: its name, and what it does at which port. */
import { present, YamlMap } from "../scenario/yaml-map.js";
import type { YamlNode, YamlReader } from "../scenario/yaml-reader.js";
import type { PageSpec, ServerSpec, ServiceSpec } from "./spec.js";

interface Service {
	readonly port: number;
	readonly service: ServiceSpec;
}
type ServiceReader = (yaml: YamlReader, value: YamlNode, at: YamlNode) => Service;

const HTTP_PORT = 80;
const NTP_PORT = 123;
const MAX_PORT = 65535;
/** Bytes of a generated page. */
const MAX_PAGE = 64 * 1024 * 1024;

const SERVICES: Readonly<Record<string, ServiceReader>> = {
	http: (yaml, value, at) => {
		const map = new YamlMap(yaml, value, "http", ["port", "pages"], at);
		const pages = map.read("pages", (node, key) =>
			[...yaml.map(node, "pages", undefined, key)].map(
				([path, { key: place, value: page }]) => [path, parsePage(yaml, page, place)] as const,
			),
		);
		if (!pages) return yaml.fail(at, "http must have pages, such as { /: hello }");
		return {
			port: map.read("port", (node, key) => readPort(yaml, node, key)) ?? HTTP_PORT,
			service: { kind: "http", pages: Object.fromEntries(pages) },
		};
	},
	ntp: (yaml, value, at) => {
		const text = yaml.text(value, "ntp", at);
		const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) / 1000 : Number.NaN;
		if (Number.isNaN(time)) yaml.fail(value ?? at, "ntp must be a time in UTC, such as 2026-01-01T00:00:00Z");
		return { port: NTP_PORT, service: { kind: "ntp", time } };
	},
	echo: atPort("echo"),
	discard: atPort("discard"),
	mqtt: atPort("mqtt"),
	flood: (yaml, value, at) => {
		const map = new YamlMap(yaml, value, "flood", ["port", "total"], at);
		return { port: needPort(yaml, map), service: { kind: "flood", ...present("total", map.count("total")) } };
	},
	udp_flood: (yaml, value, at) => {
		const map = new YamlMap(yaml, value, "udp_flood", ["port", "count", "size", "rate"], at);
		const [count, size, rate] = ["count", "size", "rate"].map((key) => map.need(key, map.count));
		if (rate === 0) map.fail("rate must be more than 0");
		return { port: needPort(yaml, map), service: { kind: "udp-flood", count, size, rate } };
	},
};

const SERVICE_NAMES = Object.keys(SERVICES);

/** Reads one of a network's servers. */
export function parseServer(yaml: YamlReader, node: YamlNode): ServerSpec {
	const map = new YamlMap(yaml, node, "a server", ["name", "names", "address", ...SERVICE_NAMES]);
	const services = SERVICE_NAMES.flatMap(
		(kind) => map.read(kind, (value, at) => SERVICES[kind](yaml, value, at)) ?? [],
	);
	const names = [map.text("name") ?? [], map.texts("names") ?? []].flat();
	if (names.length === 0) map.fail("a server must have a name, or names");
	if (services.length === 0) map.fail(`a server must do something: ${SERVICE_NAMES.join(", ")}`);
	return { names, ...present("address", map.text("address")), services };
}

/** A page is its text, or a map. */
function parsePage(yaml: YamlReader, node: YamlNode, at: YamlNode): PageSpec {
	const text = yaml.scalar(node);
	if (text !== undefined) return { body: text };
	const keys = ["status", "body", "bytes", "chunked", "rate", "headers"];
	const map = new YamlMap(yaml, node, "a page", keys, at);
	const bytes = map.count("bytes");
	if (bytes !== undefined && bytes > MAX_PAGE) map.fail(`a page may have ${MAX_PAGE} bytes`);
	return {
		body: bytes === undefined ? (map.text("body") ?? "") : { bytes },
		...present("status", map.count("status")),
		...present("rate", map.count("rate")),
		...present("chunked", map.flag("chunked")),
		...present("headers", map.table("headers")),
	};
}

function atPort(kind: "echo" | "discard" | "mqtt"): ServiceReader {
	return (yaml, value, at) => ({ port: readPort(yaml, value, at), service: { kind } });
}

function needPort(yaml: YamlReader, map: YamlMap): number {
	return map.read("port", (node, key) => readPort(yaml, node, key)) ?? map.fail("there must be a port");
}

function readPort(yaml: YamlReader, node: YamlNode, at: YamlNode): number {
	const port = yaml.number(node, "a port", at);
	if (Number.isInteger(port) && port > 0 && port <= MAX_PORT) return port;
	return yaml.fail(node, `a port must be from 1 to ${MAX_PORT}`);
}
