/* GPIO: the ROM's functions and the fields of a pin's register. */
#ifndef REPLAY_SDK_GPIO_H
#define REPLAY_SDK_GPIO_H

#include "eagle_soc.h"

typedef enum {
	GPIO_PIN_INTR_DISABLE = 0,
	GPIO_PIN_INTR_POSEDGE = 1,
	GPIO_PIN_INTR_NEGEDGE = 2,
	GPIO_PIN_INTR_ANYEDGE = 3,
	GPIO_PIN_INTR_LOLEVEL = 4,
	GPIO_PIN_INTR_HILEVEL = 5,
} GPIO_INT_TYPE;

#define GPIO_ID_PIN0 0
#define GPIO_ID_PIN(n) (GPIO_ID_PIN0 + (n))
#define GPIO_PIN_ADDR(n) (GPIO_PIN0_ADDRESS + (n) * 4)

#define GPIO_PIN_INT_TYPE_MASK 0x380
#define GPIO_PIN_INT_TYPE_SET(type) (((type) << 7) & GPIO_PIN_INT_TYPE_MASK)
#define GPIO_PIN_INT_TYPE_GET(reg) (((reg) & GPIO_PIN_INT_TYPE_MASK) >> 7)
#define GPIO_PIN_PAD_DRIVER_SET(on) (((on) << 2) & 4)
#define GPIO_PAD_DRIVER_ENABLE 1
#define GPIO_PAD_DRIVER_DISABLE 0

void gpio_init(void);
void gpio_output_set(uint32_t set, uint32_t clear, uint32_t enable, uint32_t disable);
uint32_t gpio_input_get(void);

#define GPIO_INPUT_GET(n) ((gpio_input_get() >> (n)) & 1)

#endif
