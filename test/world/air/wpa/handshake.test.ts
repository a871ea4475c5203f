/** Both sides of the handshakes against each other, over a wire that can lose messages. */
import test from "ava";
import fc from "fast-check";
import { TICKS_PER_SECOND } from "../../../../src/chip/time.js";
import { elementBytes } from "../../../../src/world/air/dot11/elements.js";
import { Reason } from "../../../../src/world/air/dot11/management-body.js";
import { securityElement } from "../../../../src/world/air/dot11/security-elements.js";
import { Authenticator } from "../../../../src/world/air/wpa/authenticator.js";
import type { GroupKey } from "../../../../src/world/air/wpa/key-data.js";
import { KEY_LENGTH, masterKey } from "../../../../src/world/air/wpa/keys.js";
import { elementOf, type SecuritySuite } from "../../../../src/world/air/wpa/suite.js";
import { Supplicant } from "../../../../src/world/air/wpa/supplicant.js";
import { SeededRandom } from "../../../../src/world/random.js";

const AP = "02:00:00:00:00:01";
const STATION = "5c:cf:7f:00:00:01";
const SUITES: SecuritySuite[] = [
	{ kind: "rsn", pairwise: "ccmp", group: "ccmp" },
	{ kind: "rsn", pairwise: "ccmp", group: "tkip" },
	{ kind: "rsn", pairwise: "tkip", group: "tkip" },
	{ kind: "wpa", pairwise: "tkip", group: "tkip" },
	{ kind: "wpa", pairwise: "ccmp", group: "tkip" },
];

interface PairOptions {
	readonly suite: SecuritySuite;
	readonly stationPassphrase?: string;
	readonly refuseWrongKey?: boolean;
	/** Whether message number `n` gets lost. */
	readonly lost?: (n: number) => boolean;
	/** What the station takes for the network's element. */
	readonly seenElement?: Uint8Array;
}

class Pair {
	readonly events: string[] = [];
	readonly groupKeys: GroupKey[] = [];
	groupKey: GroupKey;
	messages = 0;
	readonly authenticator: Authenticator;
	readonly #supplicant: Supplicant;
	readonly #wire: (() => void)[] = [];

	constructor({
		suite,
		stationPassphrase = "right one",
		refuseWrongKey = false,
		lost,
		seenElement,
	}: PairOptions) {
		const random = new SeededRandom(1n);
		const element = elementBytes(securityElement(elementOf(suite)));
		this.groupKey = { keyId: 1, key: random.bytes(KEY_LENGTH[suite.group]) };
		const deliver = (receive: () => void): void => {
			const n = this.messages++;
			if (!lost?.(n)) this.#wire.push(receive);
		};
		this.authenticator = new Authenticator({
			suite,
			pmk: masterKey("right one", Buffer.from("net")),
			own: AP,
			station: STATION,
			ownElement: element,
			stationElement: element,
			groupKey: () => ({ ...this.groupKey, packetNumber: 5 }),
			random: random.fork("ap"),
			refuseWrongKey,
			send: (now, eapol) => deliver(() => this.#supplicant.receive(now, eapol)),
			onAuthorized: () => this.events.push("ap authorized"),
			onFailed: (_, reason) => this.events.push(`ap failed ${reason}`),
			onReport: (_, text) => this.events.push(`ap: ${text}`),
		});
		this.#supplicant = new Supplicant({
			suite,
			pmk: masterKey(stationPassphrase, Buffer.from("net")),
			own: STATION,
			authenticator: AP,
			ownElement: element,
			networkElement: seenElement ?? element,
			random: random.fork("station"),
			send: (now, eapol) => deliver(() => this.authenticator.receive(now, eapol)),
			onAuthorized: () => this.events.push("station authorized"),
			onGroupKey: (_, key) => this.groupKeys.push({ keyId: key.keyId, key: key.key.slice() }),
			onReport: (_, text) => this.events.push(`station: ${text}`),
		});
	}

	/** Lets everything happen; the tick at which nothing is left to do. */
	run(now = 0): number {
		for (;;) {
			for (let message = this.#wire.shift(); message; message = this.#wire.shift()) message();
			const next = this.authenticator.next();
			if (next === undefined) return now;
			now = next;
			this.authenticator.act(now);
		}
	}
}

for (const suite of SUITES) {
	const name = `${suite.kind} ${suite.pairwise}/${suite.group}`;

	test(`${name}: both sides get there, with the group key`, (t) => {
		const pair = new Pair({ suite });
		pair.authenticator.start(0);
		t.is(pair.run(), 0);
		t.deepEqual(pair.events, ["station authorized", "ap authorized"]);
		t.deepEqual(pair.groupKeys, [pair.groupKey]);
		t.is(pair.messages, suite.kind === "wpa" ? 6 : 4);
		pair.groupKey = { keyId: 2, key: pair.groupKey.key.map((byte) => byte ^ 0xff) };
		pair.authenticator.renewGroupKey(0);
		pair.run();
		t.deepEqual(pair.groupKeys[1], pair.groupKey);
		t.deepEqual(pair.events, ["station authorized", "ap authorized"]);
	});

	test(`${name}: another passphrase`, (t) => {
		const slow = new Pair({ suite, stationPassphrase: "wrong one" });
		slow.authenticator.start(0);
		t.is(slow.run(), 4 * TICKS_PER_SECOND);
		t.deepEqual(slow.events, [`ap failed ${Reason.HANDSHAKE_TIMEOUT}`]);
		t.true(slow.authenticator.wrongKey);
		const fast = new Pair({ suite, stationPassphrase: "wrong one", refuseWrongKey: true });
		fast.authenticator.start(0);
		t.is(fast.run(), 0);
		t.deepEqual(fast.events, [`ap failed ${Reason.AUTHENTICATION_EXPIRED}`]);
	});

	test(`${name}: lost messages are sent again`, (t) => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.nat(12), { maxLength: 3 }), (lost) => {
				const pair = new Pair({ suite, lost: (n) => lost.includes(n) });
				pair.authenticator.start(0);
				pair.run();
				t.is(pair.events.filter((event) => event === "ap authorized").length, 1);
				t.true(pair.events.includes("station authorized"));
				t.deepEqual(pair.groupKeys[0], pair.groupKey);
			}),
		);
	});
}

test("a silent station fails after four attempts", (t) => {
	const pair = new Pair({ suite: SUITES[0], lost: () => true });
	pair.authenticator.start(0);
	t.is(pair.run(), 4 * TICKS_PER_SECOND);
	t.is(pair.messages, 4);
	t.deepEqual(pair.events, [`ap failed ${Reason.HANDSHAKE_TIMEOUT}`]);
	t.false(pair.authenticator.wrongKey);
});

test("a station that is silent when the group key is renewed fails", (t) => {
	let silent = false;
	const pair = new Pair({ suite: SUITES[0], lost: () => silent });
	pair.authenticator.start(0);
	pair.run();
	silent = true;
	pair.authenticator.renewGroupKey(0);
	t.is(pair.run(), 4 * TICKS_PER_SECOND);
	t.is(pair.events.at(-1), `ap failed ${Reason.GROUP_KEY_TIMEOUT}`);
});

test("a network that said something else in its beacons is not trusted", (t) => {
	const other = elementBytes(securityElement(elementOf({ kind: "rsn", pairwise: "tkip", group: "tkip" })));
	const pair = new Pair({ suite: SUITES[0], seenElement: other });
	pair.authenticator.start(0);
	pair.run();
	t.false(pair.events.includes("station authorized"));
	t.true(pair.events.includes("station: an element in message 3 of 4 that differs from the beacon's"));
});

test("garbage is reported by both sides and harms nobody", (t) => {
	const pair = new Pair({ suite: SUITES[0] });
	pair.authenticator.start(0);
	fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => pair.authenticator.receive(0, bytes)));
	t.true(pair.events.length > 50);
	t.true(pair.events.every((event) => event.startsWith("ap: ")));
	pair.run();
	t.deepEqual(pair.events.slice(-2), ["station authorized", "ap authorized"]);
});
