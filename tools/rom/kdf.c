/* Keys of WPA2: the PRF of IEEE 802.11i, PBKDF2 (RFC 2898); prototypes as in hostapd's crypto.h. */
#include "hash.h"

#define DIGEST 20

int sha1_prf(const u8 *key, u32 key_length, const char *label, const u8 *data, u32 data_length, u8 *out, u32 length)
{
	u8 counter = 0, hash[DIGEST];
	const u8 *parts[3] = { (const u8 *)label, data, &counter };
	u32 lengths[3] = { strlen(label) + 1, data_length, 1 };

	while (length > 0) {
		u32 n = length < DIGEST ? length : DIGEST;
		hmac_sha1_vector(key, key_length, 3, parts, lengths, n == DIGEST ? out : hash);
		if (n < DIGEST)
			memcpy(out, hash, n);
		out += n;
		length -= n;
		counter++;
	}
	return 0;
}

int pbkdf2_sha1(const char *pass, const char *ssid, u32 ssid_length, u32 iterations, u8 *out, u32 length)
{
	u32 pass_length = strlen(pass);
	u8 number[4] = { 0, 0, 0, 0 }, link[DIGEST], sum[DIGEST];
	const u8 *parts[2] = { (const u8 *)ssid, number };
	u32 lengths[2] = { ssid_length, 4 };
	const u8 *step = link;
	u32 step_length = DIGEST;

	for (u32 block = 1; length > 0; block++) {
		u32 n = length < DIGEST ? length : DIGEST;
		for (u32 i = 0; i < 4; i++)
			number[i] = block >> (24 - 8 * i);
		hmac_sha1_vector((const u8 *)pass, pass_length, 2, parts, lengths, link);
		memcpy(sum, link, DIGEST);
		for (u32 i = 1; i < iterations; i++) {
			hmac_sha1_vector((const u8 *)pass, pass_length, 1, &step, &step_length, link);
			for (u32 k = 0; k < DIGEST; k++)
				sum[k] ^= link[k];
		}
		memcpy(out, sum, n);
		out += n;
		length -= n;
	}
	return 0;
}
