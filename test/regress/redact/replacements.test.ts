import test from "ava";
import fc from "fast-check";
import { keyReplacements, standIn } from "../../../src/regress/redact/replacements.js";
import type { Secret } from "../../../src/regress/redact/secret.js";
import { Secrets } from "../../../src/regress/redact/secrets.js";
import { Tally } from "../../../src/regress/redact/tally.js";
import { masterKey } from "../../../src/world/air/wpa/keys.js";

const named = (text: string): Secret => ({ text, kind: "named" });
const hide = (secrets: Secrets, text: string): string => secrets.inText(text, new Tally(), "said");

test("property: in hex and in Base64, wherever it begins there, and what is around stays", (t) => {
	const secret = fc.stringMatching(/^[a-z0-9-]{6,20}$/);
	const around = fc.stringMatching(/^[A-Z:]{0,9}$/);
	fc.assert(
		fc.property(secret, around, around, (text, before, after) => {
			const secrets = new Secrets([named(text)]);
			const expected = `${before}${standIn(named(text), 0)}${after}`;
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
	const secrets = new Secrets(["home", "work", "aa:bb:cc:dd:ee:ff"].map(named));
	t.is(hide(secrets, "home, work, aa:bb:cc:dd:ee:ff"), "xxxx, yyyy, 02:00:00:00:00:02");
	t.deepEqual(
		secrets.inBytes(Buffer.from("00aabbccddeeff11", "hex"), new Tally(), "said"),
		new Uint8Array(Buffer.from("0002000000000211", "hex")),
	);
});

test("the key of a network is that of its new passphrase", (t) => {
	const [before, after] = [
		{ ssid: "home", passphrase: "correct-horse" },
		{ ssid: "home", passphrase: "xxxxxxxxxxxxx" },
	];
	const secrets = new Secrets([named("correct-horse")], keyReplacements(0, before, after));
	const key = masterKey("correct-horse", Buffer.from("home"));
	t.deepEqual(
		secrets.inBytes(key, new Tally(), "said"),
		new Uint8Array(masterKey("xxxxxxxxxxxxx", Buffer.from("home"))),
	);
});

test("a host's name keeps its dots, also as the name service writes it, and a payload its figures", (t) => {
	const secrets = new Secrets([
		{ text: "broker.example", kind: "host name" },
		{ text: "temp: 21.5 at Kitchen", kind: "payload" },
	]);
	t.is(hide(secrets, "to broker.example:1883"), "to xxxxxx.xxxxxxx:1883");
	t.is(hide(secrets, "\x06broker\x07example\0"), "\x06xxxxxx\x07xxxxxxx\0");
	t.is(hide(secrets, "[temp: 21.5 at Kitchen]"), "[yyyy: 11.1 yy yyyyyyy]");
});
