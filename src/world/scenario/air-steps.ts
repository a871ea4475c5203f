/** Reads the steps that do something on the air, or in the network behind it. */
import type { AirDeed, DatagramRequest, FetchRequest } from "./controls.js";
import type { StepAction } from "./schema.js";
import { present, YamlMap } from "./yaml-map.js";
import type { YamlNode, YamlReader } from "./yaml-reader.js";

const WORDS = ["vanish", "return", "deauthenticate", "join", "leave"] as const;
const DEED_KEYS = ["rssi", "channel", "lose", "lose_next", "delay_us", "duplicate", "reorder"];
const HTTP_PORT = 80;

/** `air: { home: vanish, phone: { rssi: -80 } }`. */
export function readAirStep(yaml: YamlReader, node: YamlNode, at: YamlNode): StepAction {
	const entries = [...yaml.map(node, "air", undefined, at)];
	if (entries.length === 0)
		yaml.fail(at, "air must name a node and what is done to it, such as { home: vanish }");
	return {
		kind: "air",
		deeds: entries.map(([name, { key, value }]) => ({ node: name, deed: readDeed(yaml, value, key) })),
	};
}

function readDeed(yaml: YamlReader, node: YamlNode, at: YamlNode): AirDeed {
	const word = yaml.scalar(node);
	if (word !== undefined) {
		const known = WORDS.find((name) => name === word);
		return known ? { kind: known } : yaml.fail(node, `what is done must be ${WORDS.join(", ")}, or a map`);
	}
	const map = new YamlMap(yaml, node, "what is done on the air", DEED_KEYS, at);
	const rssi = map.number("rssi");
	const channel = map.count("channel");
	const lose = present("probability", chance(map, "lose"));
	const next = present("next", map.count("lose_next"));
	if (rssi !== undefined) return { kind: "rssi", rssi };
	if (channel !== undefined) return { kind: "channel", channel };
	if ("probability" in lose || "next" in next) return { kind: "lose", ...lose, ...next };
	return {
		kind: "disturb",
		...present("delayUs", readDelay(yaml, map)),
		...present("duplicate", chance(map, "duplicate")),
		...present("reorder", chance(map, "reorder")),
	};
}

function readDelay(yaml: YamlReader, map: YamlMap): readonly [number, number] | undefined {
	const items = map.list("delay_us")?.map((item) => yaml.number(item, "delay_us"));
	if (!items) return undefined;
	const [least, most] = items;
	if (items.length !== 2 || !(least >= 0) || most < least)
		map.fail("delay_us must be the least and the most");
	return [least, most];
}

function chance(map: YamlMap, key: string): number | undefined {
	const value = map.number(key);
	if (value !== undefined && !(value >= 0 && value <= 1)) map.fail(`${key} must be from 0 to 1`);
	return value;
}

/** `fetch: /` or `fetch: { path: /, port: 80, expect: text }`. */
export function readFetchStep(
	yaml: YamlReader,
	node: YamlNode,
	at: YamlNode,
	timeoutTicks: number,
): StepAction {
	const path = yaml.scalar(node);
	if (path !== undefined) return { kind: "fetch", request: { path, port: HTTP_PORT }, timeoutTicks };
	const map = new YamlMap(yaml, node, "fetch", ["path", "port", "method", "body", "from", "expect"], at);
	const expect = map.text("expect");
	const request: FetchRequest = {
		path: map.need("path", map.text),
		port: map.count("port") ?? HTTP_PORT,
		...present("method", map.text("method")),
		...present("body", map.text("body")),
		...present("from", map.text("from")),
		...(expect === undefined
			? {}
			: { expect: { text: expect, test: (body: string) => body.includes(expect) } }),
	};
	return { kind: "fetch", request, timeoutTicks };
}

/** `datagrams: { port: 5000, count: 100, size: 500, rate: 50 }`: UDP to the chip. */
export function readDatagramStep(
	yaml: YamlReader,
	node: YamlNode,
	at: YamlNode,
	timeoutTicks: number,
): StepAction {
	const map = new YamlMap(yaml, node, "datagrams", ["port", "count", "size", "rate", "from"], at);
	const [port, count, size, rate] = ["port", "count", "size", "rate"].map((key) => map.need(key, map.count));
	if (rate === 0) map.fail("rate must be more than 0");
	const request: DatagramRequest = { port, count, size, rate, ...present("from", map.text("from")) };
	return { kind: "datagrams", request, timeoutTicks };
}
