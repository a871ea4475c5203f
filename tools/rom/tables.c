/* Constants that the ROM keeps in data RAM, where they can be read by bytes. */
#include "rom.h"

const u32 rom_digits[17] IN_ROM(digits) = {
	/* "0123456789\0\0" "0123456789abcdef\0..." "0123456789ABCDEF\0..." "<null>\0\0" */
	0x33323130, 0x37363534, 0x00003938, 0x33323130, 0x37363534, 0x62613938, 0x66656463, 0x00000000, 0x33323130,
	0x37363534, 0x42413938, 0x46454443, 0x00000000, 0x6c756e3c, 0x00003e6c, 0, 0,
};

/* "ABC...Zabc...z0123456789+/" */
const u32 rom_base64[16] IN_ROM(base64) = {
	0x44434241, 0x48474645, 0x4c4b4a49, 0x504f4e4d, 0x54535251, 0x58575655, 0x62615a59, 0x66656463,
	0x6a696867, 0x6e6d6c6b, 0x7271706f, 0x76757473, 0x7a797877, 0x33323130, 0x37363534, 0x2f2b3938,
};

/* The word by which esptool tells an ESP8266 from its successors: CHIP_DETECT_MAGIC_VALUE, read at 0x40001000. */
const u32 chip_magic IN_ROM(chip_magic) = 0xfff0c101;
