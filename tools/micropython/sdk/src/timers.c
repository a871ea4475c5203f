/*
 * Software timers: a list in the order of expiry, FRC2 alarmed for the first. FRC2 counts up freely at 5 MHz, so the
 * longest time that compares safely is half its range, 429 s; the port splits longer ones.
 *
 * The alarm's interrupt only posts an event: timer functions run in the event loop, with interrupts on.
 */
#include "osapi.h"
#include "sdk.h"

#define FRC2_DIVIDE_BY_16 (1u << 2)
#define FRC2_ENABLE BIT7
#define TICKS_PER_US (APB_CLK_FREQ / 16 / 1000000)
/*
 * The port's idle and light sleep wait for any interrupt and look at the time then, so one comes at least this often.
 * The vendor's library has timers of its own running, at about this rate.
 */
#define HEARTBEAT_MS 20
/* An alarm that is nearer than this might be passed before it is set. */
#define SOONEST_TICKS 50

static os_timer_t *first;
static os_timer_t heartbeat;
static os_event_t queue[4];
static volatile bool posted;

static inline uint32_t now(void) {
	return RTC_REG_READ(FRC2_COUNT_ADDRESS);
}

static inline bool is_due(uint32_t expiry, uint32_t at) {
	return (int32_t)(expiry - at) <= 0;
}

/* Nothing depends on the alarm while the list is empty. */
static void set_alarm(void) {
	if (!first) return;
	uint32_t soonest = now() + SOONEST_TICKS;
	RTC_REG_WRITE(FRC2_ALARM_ADDRESS, is_due(first->timer_expire, soonest) ? soonest : first->timer_expire);
}

static void insert(os_timer_t *timer) {
	os_timer_t **place = &first;
	while (*place && is_due((*place)->timer_expire, timer->timer_expire)) place = &(*place)->timer_next;
	timer->timer_next = *place;
	*place = timer;
}

static void remove(os_timer_t *timer) {
	for (os_timer_t **place = &first; *place; place = &(*place)->timer_next) {
		if (*place != timer) continue;
		*place = timer->timer_next;
		break;
	}
	timer->timer_next = NULL;
}

/* Callers may hold interrupts off themselves, so the level before is restored. */
static inline uint32_t lock(void) {
	uint32_t before;
	__asm__ volatile("rsil %0, 3" : "=a"(before)::"memory");
	return before;
}

static inline void unlock(uint32_t before) {
	__asm__ volatile("wsr.ps %0; rsync" ::"a"(before) : "memory");
}

static void arm(os_timer_t *timer, uint32_t ticks, bool repeat) {
	uint32_t before = lock();
	remove(timer);
	timer->timer_period = repeat ? ticks : 0;
	timer->timer_expire = now() + ticks;
	insert(timer);
	if (first == timer) set_alarm();
	unlock(before);
}

void os_timer_arm(os_timer_t *timer, uint32_t milliseconds, bool repeat) {
	arm(timer, milliseconds * 1000 * TICKS_PER_US, repeat);
}

void os_timer_arm_us(os_timer_t *timer, uint32_t microseconds, bool repeat) {
	arm(timer, microseconds * TICKS_PER_US, repeat);
}

void os_timer_disarm(os_timer_t *timer) {
	uint32_t before = lock();
	remove(timer);
	unlock(before);
}

void os_timer_setfn(os_timer_t *timer, os_timer_func_t *function, void *arg) {
	timer->timer_func = function;
	timer->timer_arg = arg;
}

/* A repeated timer keeps its beat, but does not make up for beats that were missed altogether. */
static void again(os_timer_t *timer) {
	uint32_t at = now();
	do {
		timer->timer_expire += timer->timer_period;
	} while (is_due(timer->timer_expire, at) && timer->timer_period > SOONEST_TICKS);
	insert(timer);
}

static os_timer_t *take_due(void) {
	os_timer_t *timer = first;
	if (!timer || !is_due(timer->timer_expire, now())) return NULL;
	first = timer->timer_next;
	timer->timer_next = NULL;
	if (timer->timer_period) again(timer);
	return timer;
}

static void timers_task(os_event_t *event) {
	(void)event;
	for (;;) {
		ets_intr_lock();
		os_timer_t *timer = take_due();
		if (!timer) break;
		ets_intr_unlock();
		timer->timer_func(timer->timer_arg);
	}
	posted = false;
	set_alarm();
	ets_intr_unlock();
}

static void alarm_isr(void *arg) {
	(void)arg;
	RTC_REG_WRITE(FRC2_INT_ADDRESS, 0);
	if (posted || !first) return;
	posted = true;
	ets_post(TASK_TIMERS, 0, 0);
}

static void beat(void *arg) {
	(void)arg;
}

void ICACHE_FLASH_ATTR sdk_timers_init(void) {
	RTC_REG_WRITE(FRC2_LOAD_ADDRESS, 0);
	RTC_REG_WRITE(FRC2_CTRL_ADDRESS, FRC2_ENABLE | FRC2_DIVIDE_BY_16);
	ets_task(timers_task, TASK_TIMERS, queue, 4);
	ets_isr_attach(ETS_FRC_TIMER2_INUM, alarm_isr, NULL);
	SET_PERI_REG_MASK(EDGE_INT_ENABLE_REG, BIT2);
	ETS_INTR_ENABLE(ETS_FRC_TIMER2_INUM);
	os_timer_setfn(&heartbeat, beat, NULL);
	os_timer_arm(&heartbeat, HEARTBEAT_MS, true);
}

/* Asks for microsecond resolution, which these timers have from the start. */
void ICACHE_FLASH_ATTR system_timer_reinit(void) {
}
