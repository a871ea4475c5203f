/* Short type names and placement macros that port sources take from the SDK. */
#ifndef REPLAY_SDK_C_TYPES_H
#define REPLAY_SDK_C_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t uint8;
typedef int8_t int8;
typedef uint16_t uint16;
typedef int16_t int16;
typedef uint32_t uint32;
typedef int32_t int32;
typedef uint64_t uint64;
typedef int64_t int64;

typedef enum {
	OK = 0,
	FAIL,
	PENDING,
	BUSY,
	CANCEL,
} STATUS;

#define LOCAL static

/* Code goes to IRAM unless it says that it may live in flash. */
#define ICACHE_FLASH_ATTR __attribute__((section(".irom0.text")))

#define BIT(n) (1u << (n))
#define BIT0 BIT(0)
#define BIT1 BIT(1)
#define BIT2 BIT(2)
#define BIT3 BIT(3)
#define BIT4 BIT(4)
#define BIT5 BIT(5)
#define BIT6 BIT(6)
#define BIT7 BIT(7)
#define BIT8 BIT(8)

#endif
