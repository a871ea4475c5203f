/** A history of 32 builds of MicroPython, with five regressions and three builds that do not start, and how each shows. */

/** A change of the sources: `from` stands exactly once in `file`. */
export interface Edit {
	/** Path in the source tree. */
	readonly file: string;
	readonly from: string;
	readonly to: string;
}

export const BUILDS = 32;

/** A regression: from build `first` on. */
export interface Plant {
	readonly name: string;
	readonly first: number;
	readonly edit: Edit;
	/** Steps of a scenario in which it shows, and no other does. */
	readonly steps: string;
}

export const PLANTS: readonly Plant[] = [
	{
		name: "str.count counts occurrences that overlap",
		first: 21,
		edit: {
			file: "py/objstr.c",
			from: "            haystack_ptr += needle_len;\n",
			to: "            haystack_ptr += 1;\n",
		},
		steps: `
  - line: "words = 'papapapa anna'.split()"
  - expect: ">>> "
  - line: "print(words, [w.upper() for w in words])"
  - expect: "'ANNA']\\n>>> "
  - line: "print(words[0].count('papa'), 'x'.join(words), words[1].find('n'))"
  - expect: "papapapaxanna 1\\n>>> "
`,
	},
	{
		name: "the end of PWM leaves its pin high",
		first: 6,
		edit: {
			file: "ports/esp8266/machine_pwm.c",
			from: "    self->active = 0;\n    pwm_start();\n}",
			to: "    self->active = 0;\n    pwm_start();\n    pin_set(self->pin->phys_port, 1);\n}",
		},
		steps: `
  - line: "from machine import Pin, PWM; import time; led = Pin(4, Pin.OUT, value=0)"
  - expect: ">>> "
  - line: "p = PWM(led, freq=1000, duty=0); p.deinit(); print('dark')"
  - expect: "dark\\n>>> "
  - line: "sum(range(100))"
  - expect: "4950\\n>>> "
`,
	},
	{
		name: "time.ticks_diff is one too much",
		first: 29,
		edit: {
			file: "extmod/modtime.c",
			from: "return MP_OBJ_NEW_SMALL_INT(diff);",
			to: "return MP_OBJ_NEW_SMALL_INT(diff + 1);",
		},
		steps: `
  - line: "import time; a = time.ticks_add(0, -5)"
  - expect: ">>> "
  - line: "print(time.ticks_diff(20, a))"
  - expect: "25\\n>>> "
  - line: "print(time.ticks_diff(a, 20), 'ended')"
  - expect: "ended\\n>>> "
`,
	},
	{
		name: "asyncio.Lock says that it is free while a task waits for it (a frozen module)",
		first: 11,
		edit: {
			file: "extmod/asyncio/lock.py",
			from: "return self.state == 1",
			to: "return self.state == 1 and not self.waiting.peek()",
		},
		steps: `
  - line: "import asyncio; lock = asyncio.Lock()"
  - expect: ">>> "
  - send: "\\x05"
  - expect: "=== "
  - send: "async def user(n):\\r    async with lock:\\r        print(n, lock.locked())\\r        await asyncio.sleep_ms(20)\\r"
  - send: "async def main():\\r    await asyncio.gather(user(1), user(2), user(3))\\r"
  - send: "\\x04"
  - expect: ">>> "
  - line: "asyncio.run(main()); print('ended')"
  - expect: "ended\\n>>> "
`,
	},
	{
		name: "list.sort pays no heed to reverse",
		first: 18,
		edit: {
			file: "py/objlist.c",
			from: "args.reverse.u_bool ? mp_const_false : mp_const_true",
			to: "mp_const_true",
		},
		steps: `
  - line: "names = ['seven', 'one', 'twelve', 'three']; names.sort(); print(names)"
  - expect: "'twelve']\\n>>> "
  - line: "names.sort(key=len, reverse=True); print(names)"
  - expect: "]\\n>>> "
  - line: "print(len(names), min(names))"
  - expect: "4 one\\n>>> "
`,
	},
];

/** Builds that never come to the prompt: a mistake that the next build without it takes back. The first is a bisection's first guess. */
export const BROKEN: readonly number[] = [15, 23, 24];

const HANG: Edit = {
	file: "ports/esp8266/main.c",
	from: "void init_done(void) {\n",
	to: "void init_done(void) {\n    for (;;) {\n    }\n",
};

/** A change that no session sees: what is left of a working day. */
function unseen(build: number): Edit {
	const line = '    "For online docs please visit http://docs.micropython.org/\\n"\n';
	return { file: "ports/esp8266/help.c", from: line, to: `${line}    "Change ${build} of ${BUILDS}.\\n"\n` };
}

/** All that build `n` of 0 to 31 has changed, from the sources as they are; `subject` says what is new in it. */
export function buildOf(n: number): { readonly edits: readonly Edit[]; readonly subject: string } {
	const broken = BROKEN.includes(n);
	const plant = PLANTS.find(({ first }) => first === n);
	return {
		edits: [
			...PLANTS.filter(({ first }) => first <= n).map(({ edit }) => edit),
			...(broken ? [HANG] : []),
			...(n === 0 ? [] : [unseen(n)]),
		],
		subject: plant?.name ?? (broken ? "does not start" : "a change of the help text"),
	};
}

/** The scenario whose recording shows a regression. */
export function scenarioOf({ name, steps }: Plant): string {
	return `name: ${JSON.stringify(name)}\nsteps:\n  - expect: ">>> "${steps}end: 100ms\n`;
}
