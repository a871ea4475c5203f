import test from "ava";
import fc from "fast-check";
import { findSecrets } from "../../../src/regress/redact/find-secrets.js";
import { keyReplacements, standIn } from "../../../src/regress/redact/replacements.js";
import { Secrets } from "../../../src/regress/redact/secrets.js";
import type { RecordedEvent } from "../../../src/trace/schema.js";
import { masterKey } from "../../../src/world/air/wpa/keys.js";

const hide = (secrets: Secrets, text: string): string => secrets.inText(text, { count: 0 });

test("property: in hex and in Base64, wherever it begins there, and what is around stays", (t) => {
	const secret = fc.stringMatching(/^[a-z0-9-]{6,20}$/);
	const around = fc.stringMatching(/^[A-Z:]{0,9}$/);
	fc.assert(
		fc.property(secret, around, around, (text, before, after) => {
			const secrets = new Secrets([text]);
			const expected = `${before}${standIn(text, 0)}${after}`;
			for (const form of ["hex", "base64"] as const) {
				const hidden = hide(secrets, Buffer.from(`${before}${text}${after}`).toString(form));
				// The digits that a neighbour has a part in may keep two bits of a letter.
				const clear = Buffer.from(hidden, form).toString("latin1");
				t.is(clear.length, expected.length);
				t.true(clear.startsWith(before) && clear.endsWith(after), `${form} ${clear}`);
				t.false(clear.includes(text.slice(1, -1)), clear);
			}
		}),
	);
});

test("names stay apart, and addresses stay addresses", (t) => {
	const secrets = new Secrets(["home", "work", "aa:bb:cc:dd:ee:ff"]);
	t.is(hide(secrets, "home, work, aa:bb:cc:dd:ee:ff"), "xxxx, yyyy, 02:00:00:00:00:02");
	t.deepEqual(
		secrets.inBytes(Buffer.from("00aabbccddeeff11", "hex"), { count: 0 }),
		new Uint8Array(Buffer.from("0002000000000211", "hex")),
	);
});

test("the key of a network is that of its new passphrase", (t) => {
	const [before, after] = [
		{ ssid: "home", passphrase: "correct-horse" },
		{ ssid: "home", passphrase: "xxxxxxxxxxxxx" },
	];
	const secrets = new Secrets(["correct-horse"], keyReplacements(before, after));
	const key = masterKey("correct-horse", Buffer.from("home"));
	t.deepEqual(
		secrets.inBytes(key, { count: 0 }),
		new Uint8Array(masterKey("xxxxxxxxxxxxx", Buffer.from("home"))),
	);
});

test("what a trace shows to be secret is found", (t) => {
	const typed = "w.connect('home', 'correct-horse')\rtoken = 'tok-1234'\rprint('connect', 'nothing')\r";
	const events: RecordedEvent[] = [
		{
			tick: 0,
			event: {
				kind: "world",
				topic: "air/station",
				data: { ssid: "ap", secret: { passphrase: "of-a-station" } },
			},
		},
		{
			tick: 1,
			event: {
				kind: "world",
				topic: "net/data",
				data: { id: 0, from: "chip", bytes: Buffer.from("GET /\r\nAuthorization: Bearer abc.def\r\n") },
			},
		},
		...[...Buffer.from(typed)].map(
			(byte, i): RecordedEvent => ({
				tick: 2 + i,
				event: { kind: "uart", line: 0, byte, baud: 115_200 },
			}),
		),
	];
	t.deepEqual(findSecrets(events), ["of-a-station", "abc.def", "correct-horse", "tok-1234"]);
	t.deepEqual(findSecrets(events.slice(2, 5)), []);
});
