/** Test vectors: IEEE 802.11-2016 annex J.3 (PRF), J.4 (passphrases), J.7 (pairwise keys), RFC 3394 4.1, RC4's common ones. */
import test from "ava";
import fc from "fast-check";
import { aesUnwrap, aesWrap, rc4 } from "../../../../src/world/air/wpa/key-wrap.js";
import { isPassphrase, masterKey, pairwiseKeys, prf } from "../../../../src/world/air/wpa/keys.js";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const fromHex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

test("the master key of a passphrase", (t) => {
	const key = (passphrase: string, ssid: string): string => hex(masterKey(passphrase, Buffer.from(ssid)));
	t.is(key("password", "IEEE"), "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e");
	t.is(
		key("ThisIsAPassword", "ThisIsASSID"),
		"0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af",
	);
	t.is(
		key("a".repeat(32), "Z".repeat(32)),
		"becb93866bb8c3832cb777c2f559807c8c59afcb6eae734885001300a981cc62",
	);
	t.is(key("0D".repeat(32), "any"), "0d".repeat(32));
});

test("what may be a passphrase", (t) => {
	for (const good of ["8 letter", "x".repeat(63), "0f".repeat(32)]) t.true(isPassphrase(good), good);
	for (const bad of ["", "7letter", "x".repeat(64), "ümlautübung", "tab\there!"])
		t.false(isPassphrase(bad), bad);
});

test("the pseudo-random function", (t) => {
	const run = (key: Uint8Array, prefix: string, data: string, bits: number): string =>
		hex(prf(key, prefix, Buffer.from(data), bits / 8));
	t.is(
		run(new Uint8Array(20).fill(0x0b), "prefix", "Hi There", 192),
		"bcd4c650b30b9684951829e0d75f9d54b862175ed9f00606",
	);
	t.is(
		run(Buffer.from("Jefe"), "prefix-2", "what do ya want for nothing?", 256),
		"47c4908e30c947521ad20be9053450ecbea23d3aa604b77326d8b3825ff7475c",
	);
	t.is(
		run(new Uint8Array(20).fill(0x0b), "prefix-4", "Hi There Again", 512),
		"248cfbc532ab38ffa483c8a2e40bf170eb542a2e0916d7bf6d97da2c4c5ca877736c53a65b03fa4b3745ce7613f6ad68e0e4a798b7cf691c96176fd634a59a49",
	);
});

test("pairwise keys, whichever side is asked", (t) => {
	const context = {
		pmk: fromHex("0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af"),
		authenticator: "a0:a1:a1:a3:a4:a5",
		supplicant: "b0:b1:b2:b3:b4:b5",
		supplicantNonce: fromHex("c0c1c2c3c4c5c6c7c8c9d0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5"),
		authenticatorNonce: fromHex("e0e1e2e3e4e5e6e7e8e9f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff000102030405"),
	};
	const tkip = pairwiseKeys({ ...context, cipher: "tkip" });
	t.is(hex(tkip.kck), "379f9852d0199236b94e407ce4c00ec8");
	t.is(hex(tkip.kek), "47c9edc01c2c6e5b4910caddfb3e51a7");
	t.is(hex(tkip.temporal), "b2360c79e9710fdd58bea93deaf06599db980afbc29c152855740a6ce5ae3827");
	const ccmp = pairwiseKeys({ ...context, cipher: "ccmp" });
	t.is(hex(ccmp.temporal), "b2360c79e9710fdd58bea93deaf06599");
});

test("AES key wrap", (t) => {
	const kek = fromHex("000102030405060708090a0b0c0d0e0f");
	const data = fromHex("00112233445566778899aabbccddeeff");
	const wrapped = aesWrap(kek, data);
	t.is(hex(wrapped), "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");
	t.deepEqual(aesUnwrap(kek, wrapped), data);
	for (let i = 0; i < wrapped.length; i++) {
		const damaged = wrapped.slice();
		damaged[i] ^= 1;
		t.is(aesUnwrap(kek, damaged), undefined);
	}
	fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => t.is(aesUnwrap(kek, bytes), undefined)));
});

test("RC4", (t) => {
	t.is(hex(rc4(Buffer.from("Key"), Buffer.from("Plaintext"))), "bbf316e8d940af0ad3");
	t.is(hex(rc4(fromHex("618a63d2fb"), fromHex("dcee4cf92c"))), "f13829c9de");
	const stream = rc4(Buffer.from("Key"), new Uint8Array(300));
	t.deepEqual(rc4(Buffer.from("Key"), new Uint8Array(44), 256), stream.slice(256));
});
