import test from "ava";
import fc from "fast-check";
import { byPlace, ConversationLog, saidBy } from "../../../src/world/recorded/conversation-log.js";
import { RecordedWorldError } from "../../../src/world/recorded/errors.js";
import { tcpScriptOf } from "../../../src/world/recorded/tcp-script.js";

const OPEN = { id: 0, protocol: "tcp", chip: "10.0.2.15:4000", world: "198.51.100.10:80", opener: "chip" };
const bytes = (text: string) => new TextEncoder().encode(text);

test("a conversation is put together, and becomes a script of the world's side", (t) => {
	const log = new ConversationLog();
	const opened = log.add(100, "net/open", OPEN)!;
	log.add(150, "net/data", { id: 0, from: "chip", bytes: bytes("GET") });
	log.add(250, "net/data", { id: 0, from: "world", bytes: bytes("page") });
	log.add(250, "net/end", { id: 0, from: "world" });
	log.add(300, "net/end", { id: 0, from: "chip" });
	log.add(300, "net/close", { id: 0, reason: "closed" });
	t.is(log.conversations[0], opened);
	t.deepEqual(Buffer.from(saidBy("chip", opened)).toString(), "GET");
	t.deepEqual([...byPlace(log.conversations, "tcp").keys()], ["198.51.100.10:80"]);
	t.deepEqual(byPlace(log.conversations, "udp").size, 0);
	t.deepEqual(tcpScriptOf(opened), [
		{ take: 3 },
		{ wait: 100 },
		{ send: bytes("page") },
		"end",
		"expect end",
	]);
});

test("a connection that the world gave up is given up again", (t) => {
	const log = new ConversationLog();
	const opened = log.add(0, "net/open", OPEN)!;
	log.add(5, "net/close", { id: 0, reason: "aborted" });
	t.deepEqual(tcpScriptOf(opened), ["abort"]);
});

test("a connection of the world's begins before it is open, and names the station that it came from", (t) => {
	const log = new ConversationLog();
	const opened = log.add(100, "net/open", { ...OPEN, opener: "world", host: "phone" })!;
	t.is(opened.openedAt, 100);
	log.add(160, "net/opened", { id: 0 });
	log.add(160, "net/data", { id: 0, from: "world", bytes: bytes("GET") });
	t.like(opened, { host: "phone", tick: 100, openedAt: 160, refused: false });
	t.deepEqual(tcpScriptOf(opened), [{ send: bytes("GET") }]);
});

test("one that was refused is no conversation; the world may be refused, too, and has still tried", (t) => {
	const log = new ConversationLog();
	const [chip, world] = (["chip", "world"] as const).map((opener, id) => {
		const conversation = log.add(0, "net/open", { ...OPEN, id, opener })!;
		log.add(0, "net/close", { id, reason: "refused" });
		return conversation;
	});
	t.deepEqual([chip.refused, world.refused], [true, false]);
});

test("what no recorder writes is refused, whatever it is", (t) => {
	const topic = fc.constantFrom("net/open", "net/data", "net/end", "net/close", "net/other");
	const data = fc.oneof(
		fc.jsonValue(),
		fc.record({
			...Object.fromEntries(Object.entries(OPEN).map(([k, v]) => [k, fc.constantFrom(v, 1, null)])),
		}),
		fc.record({ id: fc.nat(3), from: fc.constantFrom("chip", "world", "me"), bytes: fc.uint8Array() }),
	);
	fc.assert(
		fc.property(fc.array(fc.tuple(topic, data)), (events) => {
			const log = new ConversationLog();
			for (const [name, value] of events) {
				try {
					log.add(0, name, value as never);
				} catch (error) {
					t.true(error instanceof RecordedWorldError, String(error));
				}
			}
		}),
	);
});
