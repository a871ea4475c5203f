import test from "ava";
import fc from "fast-check";
import { FrameError } from "../../../../src/world/air/dot11/bytes.js";
import {
	decodeEapolKey,
	type EapolKey,
	encodeEapolKey,
	KeyInfo,
	KeyVersion,
	micMatches,
} from "../../../../src/world/air/wpa/eapol-key.js";
import {
	encapsulateGroupKey,
	findGroupKey,
	readKeyData,
	unwrapKeyData,
	wrapKeyData,
} from "../../../../src/world/air/wpa/key-data.js";

const fixed = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

const keys: fc.Arbitrary<EapolKey> = fc.record({
	descriptor: fc.constantFrom(2, 254),
	info: fc.nat(0xffff),
	keyLength: fc.nat(0xffff),
	replayCounter: fc.bigInt(0n, 2n ** 64n - 1n),
	nonce: fixed(32),
	iv: fixed(16),
	receiveCounter: fc.bigInt(0n, 2n ** 64n - 1n),
	mic: fixed(16),
	data: fc.uint8Array({ maxLength: 100 }),
});

test("EAPOL-Key: both ways, whatever follows it", (t) => {
	fc.assert(
		fc.property(keys, fc.uint8Array({ maxLength: 10 }), (key, behind) => {
			const decoded = decodeEapolKey(Uint8Array.of(...encodeEapolKey(key), ...behind));
			if (decoded instanceof FrameError) return t.fail(decoded.message);
			const { nonce, iv, mic, data } = decoded;
			const copies = { nonce: nonce.slice(), iv: iv.slice(), mic: mic.slice(), data: data.slice() };
			t.deepEqual({ ...decoded, ...copies }, key);
		}),
	);
});

test("EAPOL-Key: any bytes are a key or a FrameError", (t) => {
	const anything = fc.oneof(
		fc.uint8Array({ maxLength: 130 }),
		fc.tuple(keys, fc.nat(), fc.nat(255)).map(([key, at, value]) => {
			const bytes = encodeEapolKey(key);
			bytes[at % bytes.length] = value;
			return bytes;
		}),
		fc.tuple(keys, fc.nat()).map(([key, length]) => {
			const bytes = encodeEapolKey(key);
			return bytes.slice(0, length % bytes.length);
		}),
	);
	let good = 0;
	fc.assert(
		fc.property(anything, (bytes) => {
			if (!(decodeEapolKey(bytes) instanceof FrameError)) good++;
		}),
		{ numRuns: 1000 },
	);
	t.true(good > 50, String(good));
});

for (const version of [KeyVersion.MD5_RC4, KeyVersion.SHA1_AES]) {
	test(`version ${version}: the MIC covers every byte of the frame, and nothing behind it`, (t) => {
		const kck = new Uint8Array(16).fill(7);
		const frame = encodeEapolKey(
			{ descriptor: 2, info: version | KeyInfo.MIC, replayCounter: 3n, data: Uint8Array.of(1, 2, 3) },
			kck,
		);
		const key = decodeEapolKey(frame) as EapolKey;
		t.true(micMatches(kck, frame, key));
		t.true(micMatches(kck, Uint8Array.of(...frame, 9, 9), key));
		t.false(
			micMatches(
				kck.map((byte) => byte ^ 1),
				frame,
				key,
			),
		);
		for (let i = 4; i < frame.length; i++) {
			const damaged = frame.slice();
			damaged[i] ^= 0x10;
			const decoded = decodeEapolKey(damaged);
			if (!(decoded instanceof FrameError)) t.false(micMatches(kck, damaged, decoded), `byte ${i}`);
		}
	});

	test(`version ${version}: a group key goes through wrapped key data`, (t) => {
		const groupKeys = fc.record({
			keyId: fc.integer({ min: 1, max: 3 }),
			key: fc.oneof(fixed(16), fixed(32)),
		});
		fc.assert(
			fc.property(groupKeys, fixed(16), fixed(16), (groupKey, kek, iv) => {
				const wrapped = wrapKeyData(version, kek, iv, encapsulateGroupKey(groupKey));
				const data = unwrapKeyData(version, kek, iv, wrapped);
				t.deepEqual(findGroupKey(readKeyData(data!)), groupKey);
			}),
		);
	});
}

test("key data is padded for AES to 8 bytes, at least 16", (t) => {
	const kek = new Uint8Array(16);
	for (const [length, wrapped] of [
		[0, 24],
		[15, 24],
		[16, 24],
		[17, 32],
		[40, 48],
	]) {
		t.is(wrapKeyData(KeyVersion.SHA1_AES, kek, kek, new Uint8Array(length)).length, wrapped);
	}
	t.deepEqual(readKeyData(Uint8Array.of(1, 1, 9, 0xdd)), [{ id: 1, body: Uint8Array.of(9) }]);
	t.deepEqual(readKeyData(Uint8Array.of(0xdd, 0, 0, 0)), []);
});
