/* Tasks and messages (ets_sys.h of the SDK): 32 priorities with a queue each; the highest that has a message runs. */
#include "rom.h"

struct event {
	u32 signal;
	u32 parameter;
};

struct task {
	void (*run)(struct event *);
	struct event *queue;
	u8 length, put, get, count;
	u32 bit;
};

struct tasks {
	void (*idle)(void *);
	void *idle_argument;
	u32 pending;	/* bits of the tasks that have messages */
	u32 unused;
	struct task task[32];
};

extern struct tasks tasks;
extern u32 running_task;

void rom_wait_interrupt(void);

void ets_set_idle_cb(void (*idle)(void *), void *argument)
{
	tasks.idle = idle;
	tasks.idle_argument = argument;
}

/* Priorities count from 1. */
void ets_task(void (*run)(struct event *), u8 priority, struct event *queue, u8 length)
{
	struct task *t = &tasks.task[priority - 1];
	t->run = run;
	t->queue = queue;
	t->length = length;
	t->put = 0;
	t->get = 0;
	t->count = 0;
	t->bit = 1u << (priority - 1);
}

/* 0, or 1 when the queue is full or there is none. */
int ets_post(u8 priority, u32 signal, u32 parameter)
{
	struct task *t = &tasks.task[priority - 1];

	ets_intr_lock();
	if (t->count == t->length) {
		ets_intr_unlock();
		return 1;
	}
	t->queue[t->put].signal = signal;
	t->queue[t->put].parameter = parameter;
	if (++t->put == t->length)
		t->put = 0;
	if (t->count++ == 0)
		tasks.pending |= t->bit;
	ets_intr_unlock();
	return 0;
}

/* Never returns. */
void ets_run(void)
{
	for (;;) {
		ets_intr_lock();
		running_task = 0;
		if (tasks.pending == 0) {
			if (tasks.idle)
				tasks.idle(tasks.idle_argument);
			rom_wait_interrupt();
			continue;
		}
		struct task *t = &tasks.task[31 - __builtin_clz(tasks.pending)];
		struct event *e = &t->queue[t->get];
		if (++t->get == t->length)
			t->get = 0;
		if (--t->count == 0)
			tasks.pending &= ~t->bit;
		running_task = t->bit;
		ets_intr_unlock();
		t->run(e);
	}
}
