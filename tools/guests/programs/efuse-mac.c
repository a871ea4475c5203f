/* The MAC address in the efuses, as the vendor's read_mac puts it together; it is also printed. */
#include "guest.h"

int main(void) {
	tap_begin(5);
	uint32_t w0 = EFUSE_DATA(0), w1 = EFUSE_DATA(1), w2 = EFUSE_DATA(2), w3 = EFUSE_DATA(3);
	uint8_t mac[6] = {w3 >> 16, w3 >> 8, w3, w1 >> 8, w1, w0 >> 24};
	console_text("# mac ");
	for (int i = 0; i < 6; i++) {
		if (i > 0) console_put(':');
		console_put("0123456789abcdef"[mac[i] >> 4]);
		console_put("0123456789abcdef"[mac[i] & 15]);
	}
	console_put('\n');
	ok((mac[0] & 3) == 0, "neither multicast nor locally administered");
	ok(mac[0] | mac[1] | mac[2], "the OUI is in word 3");
	ok_equal(w2 & 0x8000, 0x8000, "word 2 bit 15: an ESP8266EX");
	ok(EFUSE_DATA(0) == w0 && EFUSE_DATA(1) == w1 && EFUSE_DATA(3) == w3, "reading changes nothing");
	EFUSE_DATA(0) = ~w0;
	EFUSE_DATA(3) = 0;
	ok(EFUSE_DATA(0) == w0 && EFUSE_DATA(3) == w3, "nor does writing");
	return 0;
}
