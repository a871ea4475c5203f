/*
 * Software timers (ETSTimer of the SDK's os_type.h) on FRC2 at 80 MHz / 256: a list sorted by expiry. The alarm's
 * interrupt posts to the task of priority 31, which runs what is due.
 */
#include "rom.h"

#define COUNT 0x60000624u
#define LOAD 0x60000620u
#define CONTROL 0x60000628u
#define ALARM 0x60000630u
#define RUN_DIV_256 0x88
#define INTERRUPT 10
#define TASK 31
#define QUEUE 4
/* Counts; 128 us. */
#define NEAR 40

struct timer {
	struct timer *next;
	u32 expire;
	u32 period;
	void (*run)(void *);
	void *argument;
};

/* Not in the list. */
#define IDLE ((struct timer *)0xffffffff)

extern struct timer *timer_list;
/* What runs, or ran last. */
extern struct timer *running_timer;
extern void (*running_function)(void *);
extern u32 timer_queue[2 * QUEUE];

void ets_task(void (*run)(void *), u8 priority, void *queue, u8 length);
int ets_post(u8 priority, u32 signal, u32 parameter);

/* The alarm is an equality: what is due, or nearly, gets one a little later, or it would come a round too late. */
static void set_alarm(u32 expire)
{
	u32 now = REG(COUNT);
	s32 left = expire - now;

	REG(ALARM) = left <= 0 ? now + NEAR : left <= NEAR ? expire + NEAR + 4 : expire;
}

void timer_insert(u32 expire, struct timer *timer)
{
	struct timer **place = &timer_list;

	while (*place && (s32)(expire - (*place)->expire) > 0)
		place = &(*place)->next;
	timer->next = *place;
	timer->expire = expire;
	*place = timer;
	if (place == &timer_list)
		set_alarm(expire);
}

void ets_timer_disarm(struct timer *timer)
{
	for (struct timer **place = &timer_list; *place; place = &(*place)->next)
		if (*place == timer) {
			*place = timer->next;
			break;
		}
	timer->next = IDLE;
	timer->period = 0;
}

void ets_timer_setfn(struct timer *timer, void (*run)(void *), void *argument)
{
	timer->run = run;
	timer->argument = argument;
	timer->next = IDLE;
	timer->expire = 0;
	timer->period = 0;
}

static void check_idle(const struct timer *timer)
{
	if (timer->next != IDLE)
		rom_give_up("ets_timer.c");
}

/* 312.5 counts a millisecond; the two ways of rounding were observed, and where one takes over. */
static u32 counts(u32 ms)
{
	if (ms == 0)
		return 0;
	return ms < 12495 ? (ms * 625 >> 1) + 1 : (ms >> 2) * 1250 + (ms & 3) * 313;
}

/* Only for a timer that is not armed. */
void ets_timer_arm(struct timer *timer, u32 ms, u8 repeat)
{
	u32 n = counts(ms);
	check_idle(timer);
	if (repeat)
		timer->period = n;
	timer_insert(REG(COUNT) + n, timer);
}

/* The timer is not needed any more, and not armed. */
void ets_timer_done(struct timer *timer)
{
	check_idle(timer);
	ets_timer_setfn(timer, 0, 0);
}

/* Runs what is due. */
void ets_timer_handler_isr(void)
{
	for (;;) {
		struct timer *timer = timer_list;
		if (!timer || (s32)(timer->expire - REG(COUNT)) > 0)
			break;
		timer_list = timer->next;
		timer->next = IDLE;
		running_timer = timer;
		running_function = timer->run;
		timer->run(timer->argument);
		/* Unless its function has disarmed it or armed it anew. */
		if (timer->period && timer->next == IDLE)
			timer_insert(timer->expire + timer->period, timer);
	}
	if (timer_list)
		set_alarm(timer_list->expire);
}

static void alarm(void *unused)
{
	ets_post(TASK, 0, 0);
}

static void alarm_task(void *unused)
{
	ets_timer_handler_isr();
}

void ets_timer_init(void)
{
	timer_list = 0;
	ets_isr_attach(INTERRUPT, alarm, 0);
	ets_task(alarm_task, TASK, timer_queue, QUEUE);
	set_bits(DPORT_EDGE_ENABLE, 4);
	REG(ALARM) = 0;
	REG(CONTROL) = RUN_DIV_256;
	REG(LOAD) = 0;
	ets_isr_unmask(1u << INTERRUPT);
}
