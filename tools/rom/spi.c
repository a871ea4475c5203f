/*
 * The flash chip behind SPI0. Prototypes: the SDK's spi_flash.h; register bits: Technical Reference, chapter SPI; what
 * is written in which order was observed.
 */
#include "rom.h"

#define CMD_READ (1u << 31)
#define CMD_WRITE_ENABLE (1u << 30)
#define CMD_READ_STATUS (1u << 27)
#define CMD_WRITE_STATUS (1u << 26)
#define CMD_PROGRAM (1u << 25)
#define CMD_SECTOR_ERASE (1u << 24)
#define CMD_BLOCK_ERASE (1u << 23)
#define CMD_CHIP_ERASE (1u << 22)
#define CMD_WAKE (1u << 20)

#define CTRL_QIO (1u << 24)
#define CTRL_DIO (1u << 23)
#define CTRL_STATUS_16 (1u << 22)
#define CTRL_QUAD (1u << 20)
#define CTRL_DUAL (1u << 14)
#define CTRL_FAST (1u << 13)
#define CTRL_READ_MODES (CTRL_QIO | CTRL_DIO | CTRL_QUAD | CTRL_DUAL | CTRL_FAST)
/* Clock, wait states, and the pins' idle levels after reset. */
#define CTRL_BASE 0x288313u

#define STATUS_BUSY 1
#define STATUS_WRITE_ENABLED 2
#define STATUS_QUAD 0x200
#define STATUS_LOW 0xff
#define STATUS_PROTECT 0x1c

/* The cache is using the SPI. */
#define CACHE_BUSY 0x200

#define CHUNK 32
#define FLASH_PADS 6
#define FLASH_PAD(n) (0x6000081cu + 4 * (n))

static inline void run(u32 command)
{
	REG(SPI_CMD) = command;
	while (REG(SPI_CMD))
		;
}

int SPI_read_status(struct flash_chip *chip, u32 *status)
{
	u32 value;
	do {
		REG(SPI_STATUS) = 0;
		run(CMD_READ_STATUS);
		value = REG(SPI_STATUS) & chip->status_mask;
	} while (value & STATUS_BUSY);
	*status = value;
	return 0;
}

int Wait_SPI_Idle(struct flash_chip *chip)
{
	u32 status;
	while (REG(DPORT_CACHE) & CACHE_BUSY)
		;
	return SPI_read_status(chip, &status);
}

int SPI_write_status(struct flash_chip *chip, u32 status)
{
	Wait_SPI_Idle(chip);
	REG(SPI_STATUS) = status;
	run(CMD_WRITE_STATUS);
	return 0;
}

int SPI_write_enable(struct flash_chip *chip)
{
	u32 status = 0;
	Wait_SPI_Idle(chip);
	run(CMD_WRITE_ENABLE);
	while (!(status & STATUS_WRITE_ENABLED))
		SPI_read_status(chip, &status);
	return 0;
}

int Enable_QMode(struct flash_chip *chip)
{
	set_bits(SPI_CTRL, CTRL_STATUS_16);
	SPI_write_enable(chip);
	return SPI_write_status(chip, STATUS_QUAD);
}

static int disable_quad(struct flash_chip *chip)
{
	u32 status;
	set_bits(SPI_CTRL, CTRL_STATUS_16);
	SPI_write_enable(chip);
	SPI_read_status(chip, &status);
	return SPI_write_status(chip, status & STATUS_LOW);
}

/* 0 QIO, 1 QOUT, 2 DIO, 3 DOUT, 4 fast, else slow: the mode byte of an image's header. */
int SPIReadModeCnfig(u32 mode)
{
	u32 bits = 0;
	clear_bits(SPI_CTRL, CTRL_READ_MODES);
	if (mode <= 1)
		Enable_QMode(flashchip);
	else
		disable_quad(flashchip);
	if (mode == 0)
		bits = CTRL_QIO | CTRL_FAST;
	else if (mode == 1)
		bits = CTRL_QUAD | CTRL_FAST;
	else if (mode == 2)
		bits = CTRL_DIO | CTRL_FAST;
	else if (mode == 3)
		bits = CTRL_DUAL | CTRL_FAST;
	else if (mode == 4)
		bits = CTRL_FAST;
	set_bits(SPI_CTRL, bits);
	return 0;
}

void SelectSpiFunction(void)
{
	for (u32 i = 0; i < FLASH_PADS; i++) {
		clear_bits(FLASH_PAD(i), 0x80);
		clear_bits(FLASH_PAD(i), 0x130);
		set_bits(FLASH_PAD(i), 0x10);
	}
	REG(0x60000d48) = 0;
}

int spi_flash_attach(void)
{
	SelectSpiFunction();
	set_bits(SPI_USER, 4);
	clear_bits(SPI_CTRL, 0x1000);
	clear_bits(IOMUX_CONF, 0x100);
	REG(SPI_CTRL) = CTRL_BASE;
	run(CMD_WAKE);
	return SPIReadModeCnfig(5);
}

int SPIParamCfg(u32 id, u32 chip, u32 block, u32 sector, u32 page, u32 mask)
{
	flashchip->device_id = id;
	flashchip->chip_size = chip;
	flashchip->block_size = block;
	flashchip->sector_size = sector;
	flashchip->page_size = page;
	flashchip->status_mask = mask;
	return 0;
}

/* The SDK of the FreeRTOS family calls this one by its address, without a public name. */
int rom_spi_read(struct flash_chip *chip, u32 address, u32 *to, s32 length)
{
	if (address + length > chip->chip_size)
		return 1;
	Wait_SPI_Idle(chip);
	while (length > 0) {
		u32 n = length > CHUNK ? CHUNK : length;
		REG(SPI_ADDR) = address | (n << 24);
		run(CMD_READ);
		for (u32 i = 0; i < (n + 3) / 4; i++)
			*to++ = REG(SPI_W0 + 4 * i);
		address += n;
		length -= n;
	}
	return 0;
}

int SPIRead(u32 address, u32 *to, u32 length)
{
	return rom_spi_read(flashchip, address, to, length) ? 1 : 0;
}

/* Programs whole words within one page. */
static int program(struct flash_chip *chip, u32 address, const u32 *from, u32 length)
{
	if (length & 3)
		return 1;
	Wait_SPI_Idle(chip);
	while (length > 0) {
		u32 n = length > CHUNK ? CHUNK : length;
		REG(SPI_ADDR) = address | (n << 24);
		for (u32 i = 0; i < (n + 3) / 4; i++)
			REG(SPI_W0 + 4 * i) = *from++;
		SPI_write_enable(chip);
		run(CMD_PROGRAM);
		Wait_SPI_Idle(chip);
		address += n;
		length -= n;
	}
	return 0;
}

int SPIWrite(u32 address, const u32 *from, u32 length)
{
	struct flash_chip *chip = flashchip;
	u32 end = address + length;

	if (end > chip->chip_size)
		return 1;
	u32 page_mask = chip->page_size - 1;
	while (length > 0) {
		u32 n = chip->page_size - (address & page_mask);
		if (n > length)
			n = length;
		if (program(chip, address, from, n))
			return 1;
		address += n;
		from += n / 4;
		length -= n;
	}
	return 0;
}

static int erase(struct flash_chip *chip, u32 address, u32 command)
{
	SPI_write_enable(chip);
	Wait_SPI_Idle(chip);
	if (command != CMD_CHIP_ERASE)
		REG(SPI_ADDR) = address & 0xffffff;
	run(command);
	Wait_SPI_Idle(chip);
	return 0;
}

int SPIEraseChip(void)
{
	return erase(flashchip, 0, CMD_CHIP_ERASE);
}

int SPIEraseBlock(u32 block)
{
	struct flash_chip *chip = flashchip;
	if (block >= chip->chip_size / chip->block_size)
		return 1;
	return erase(chip, block * chip->block_size, CMD_BLOCK_ERASE);
}

int SPIEraseSector(u32 sector)
{
	struct flash_chip *chip = flashchip;
	if (sector >= chip->chip_size / chip->sector_size)
		return 1;
	return erase(chip, sector * chip->sector_size, CMD_SECTOR_ERASE);
}

/*
 * Erases sectors up to a block's boundary, then blocks, then sectors. As on the real chip the first sectors are not
 * subtracted from the count, so more is erased than was asked for; esptool knows, and asks for less.
 */
int SPIEraseArea(u32 address, u32 length)
{
	struct flash_chip *chip = flashchip;
	u32 per_block = chip->block_size / chip->sector_size;

	SPIReadModeCnfig(5);
	if (address + length > chip->chip_size || address % chip->sector_size)
		return 1;
	if (SPIUnlock())
		return 1;
	u32 sector = address / chip->sector_size;
	u32 count = (length + chip->sector_size - 1) / chip->sector_size;
	u32 head = per_block - sector % per_block;
	if (head > count)
		head = count;
	for (; head; head--)
		if (SPIEraseSector(sector++))
			return 1;
	for (; count > per_block && sector % per_block == 0; count -= per_block) {
		if (SPIEraseBlock(sector / per_block))
			return 1;
		sector += per_block;
	}
	for (; count; count--)
		if (SPIEraseSector(sector++))
			return 1;
	return 0;
}

int SPILock(void)
{
	SPI_write_enable(flashchip);
	return SPI_write_status(flashchip, STATUS_PROTECT);
}

int SPIUnlock(void)
{
	SPI_write_enable(flashchip);
	return SPI_write_status(flashchip, 0);
}
