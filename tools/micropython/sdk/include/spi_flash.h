/* Flash: offsets from its start, bytes. Writes and erases keep interrupts off and the cache closed meanwhile. */
#ifndef REPLAY_SDK_SPI_FLASH_H
#define REPLAY_SDK_SPI_FLASH_H

#include "c_types.h"

typedef enum {
	SPI_FLASH_RESULT_OK,
	SPI_FLASH_RESULT_ERR,
	SPI_FLASH_RESULT_TIMEOUT,
} SpiFlashOpResult;

/* The ROM's description of the chip. */
typedef struct {
	uint32_t deviceId;
	uint32_t chip_size;
	uint32_t block_size;
	uint32_t sector_size;
	uint32_t page_size;
	uint32_t status_mask;
} SpiFlashChip;

#define SPI_FLASH_SEC_SIZE 4096

uint32_t spi_flash_get_id(void);
SpiFlashOpResult spi_flash_read(uint32_t offset, uint32_t *into, uint32_t length);
SpiFlashOpResult spi_flash_write(uint32_t offset, uint32_t *from, uint32_t length);
SpiFlashOpResult spi_flash_erase_sector(uint16_t sector);

#endif
