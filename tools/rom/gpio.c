/* GPIO: prototypes from the SDK's gpio.h. */
#include "rom.h"

#define PINS 16
#define PIN_TYPE 0x380u
#define PIN_WAKE 0x400u

typedef void (*gpio_handler)(u32 pins, void *argument);

/* Pins that have interrupted and are not acknowledged. */
extern u32 gpio_pending;
/* Interrupt types as the user set them: a pin that has interrupted is off until it is acknowledged. */
extern u8 gpio_types[PINS];
extern gpio_handler gpio_user_handler;
extern void *gpio_user_argument;

void gpio_output_set(u32 set, u32 clear, u32 enable, u32 disable)
{
	REG(GPIO_OUT_W1TS) = set;
	REG(GPIO_OUT_W1TC) = clear;
	REG(GPIO_ENABLE_W1TS) = enable;
	REG(GPIO_ENABLE_W1TC) = disable;
}

u32 gpio_input_get(void)
{
	return REG(GPIO_IN);
}

/* Registers are numbered as the PINn registers are. */
void gpio_register_set(u32 id, u32 value)
{
	ets_intr_lock();
	gpio_types[id] = (value & PIN_TYPE) >> 7;
	if (gpio_types[id] == 0)
		gpio_pending &= ~(1u << id);
	REG(GPIO_PIN(id)) = value;
	ets_intr_unlock();
}

u32 gpio_register_get(u32 id)
{
	return (REG(GPIO_PIN(id)) & ~PIN_TYPE) | (gpio_types[id] << 7);
}

u32 gpio_intr_pending(void)
{
	return gpio_pending;
}

void gpio_pin_intr_state_set(u32 pin, u32 type)
{
	ets_intr_lock();
	REG(GPIO_PIN(pin)) = (REG(GPIO_PIN(pin)) & ~PIN_TYPE) | ((type << 7) & PIN_TYPE);
	ets_intr_unlock();
}

/* Done with these: their pins may interrupt again. What else has interrupted does so anew. */
void gpio_intr_ack(u32 mask)
{
	ets_intr_lock();
	gpio_pending &= ~mask;
	if (gpio_pending) {
		REG(GPIO_STATUS_W1TS) = gpio_pending;
		gpio_pending = 0;
	}
	for (u32 pin = 0; pin < PINS; pin++)
		if (mask & (1u << pin))
			gpio_pin_intr_state_set(pin, gpio_types[pin]);
	ets_intr_unlock();
}

void gpio_intr_handler_register(gpio_handler f, void *argument)
{
	gpio_user_handler = f;
	gpio_user_argument = argument;
}

void gpio_pin_wakeup_enable(u32 pin, u32 type)
{
	ets_intr_lock();
	REG(GPIO_PIN(pin)) = (REG(GPIO_PIN(pin)) & ~PIN_TYPE) | ((type << 7) & PIN_TYPE) | PIN_WAKE;
	ets_intr_unlock();
}

void gpio_pin_wakeup_disable(void)
{
	for (u32 pin = 0; pin < PINS; pin++) {
		u32 value = REG(GPIO_PIN(pin));
		if (value & PIN_WAKE)
			REG(GPIO_PIN(pin)) = value & ~(PIN_WAKE | PIN_TYPE);
	}
}

static void gpio_interrupt(void *unused)
{
	u32 now = REG(GPIO_STATUS);
	gpio_pending |= now;
	for (u32 pin = 0; pin < PINS; pin++)
		if (now & (1u << pin))
			gpio_pin_intr_state_set(pin, 0);
	REG(GPIO_STATUS_W1TC) = now;
	if (gpio_user_handler)
		gpio_user_handler(gpio_pending, gpio_user_argument);
}

/* The handler that stands in until another one is registered: shows GPIO3 on GPIO1. */
void gpio_intr_test(u32 mask, void *argument)
{
	u32 level = (REG(GPIO_IN) >> 3) & 1;
	gpio_output_set(level << 1, ~level << 1, 2, 0);
	gpio_intr_ack(mask);
}

void gpio_init(void)
{
	ets_intr_lock();
	gpio_output_set(0, 0, 0, 0xffff);
	for (u32 pin = 0; pin < PINS; pin++) {
		/* The real ROM takes the registers' offsets for their numbers, and clears what is there. */
		REG(GPIO_PIN(0x28 + 4 * pin)) = 0;
		gpio_types[pin] = (REG(GPIO_PIN(pin)) & PIN_TYPE) >> 7;
	}
	gpio_pending = 0;
	gpio_intr_handler_register(gpio_intr_test, 0);
	REG(GPIO_STATUS_W1TC) = 0xffff;
	ets_isr_attach(4, gpio_interrupt, 0);
	ets_isr_unmask(1 << 4);
	ets_intr_unlock();
}
