/** Sleeps, resets and watchdogs as MicroPython sees them. */
import type { ExecutionContext } from "ava";
import { IMAGES, type Images, imageTest } from "../images.js";
import { Guest } from "./guest.js";
import { SECOND } from "./harness.js";

const PROMPT = ">>> ";
/** Long enough for a boot that finds its calibration done. */
const REBOOT = 3;

const causes = (guest: Guest): string[] => guest.out.text.match(/rst cause:\d/g) ?? [];
const events = (guest: Guest): string[] =>
	guest.out.powerEvents.map((e) => e.event).filter((event) => !event.startsWith("light"));
const resetCause = (guest: Guest): number => guest.evaluate("machine.reset_cause()", "import machine");

function both(name: string, run: (t: ExecutionContext, guest: Guest) => void): void {
	for (const version of ["v1.14", "v1.23.0"] as const) {
		imageTest(IMAGES[version], `${version}: ${name}`, (t, images: Images) => run(t, new Guest(images)));
	}
}

both("deepsleep(2000) wakes after 2 s with cause 5; RTC memory and time go on", (t, guest) => {
	guest.start(`import machine
r = machine.RTC()
r.datetime((2024, 2, 29, 0, 23, 59, 58, 0))
r.memory(b"kept")
machine.deepsleep(2000)`);
	guest.waitFor(PROMPT, 2 + REBOOT);
	t.deepEqual(events(guest), ["deep-sleep", "deep-sleep-wake"]);
	const [asleep, awake] = guest.out.powerEvents.filter((e) => e.event.startsWith("deep")).map((e) => e.tick);
	t.true(Math.abs((awake - asleep) / SECOND - 2) < 0.01, `slept ${(awake - asleep) / SECOND} s`);
	t.deepEqual(causes(guest), ["rst cause:5"]);
	t.is(resetCause(guest), 5);
	t.is(guest.exec("print(machine.RTC().memory())"), "b'kept'");
	const [, month, day, , hour, minute] = guest.evaluate<number[]>("list(machine.RTC().datetime())");
	t.deepEqual([month, day, hour, minute], [3, 1, 0, 0]);
});

both("deepsleep() lasts until the reset pin", (t, guest) => {
	guest.start("import machine\nmachine.deepsleep()");
	guest.run(3600);
	t.deepEqual(events(guest), ["deep-sleep"]);
	guest.forget();
	guest.chip.input({ kind: "power", event: "reset-pin", straps: 0b011 });
	guest.waitFor(PROMPT, REBOOT);
	t.deepEqual(causes(guest), ["rst cause:2"]);
});

both("machine.reset() restarts once, without a reset of the hardware, and is cause 4", (t, guest) => {
	guest.start("import machine\nmachine.reset()");
	guest.run(0.3);
	guest.waitFor(PROMPT, REBOOT);
	t.deepEqual(events(guest), []);
	t.deepEqual(causes(guest), ["rst cause:1"], "the banner shows the last hardware cause");
	t.is(resetCause(guest), 4);
});

both("an access to a prohibited address restarts once and is cause 2", (t, guest) => {
	for (const access of ["machine.mem32[0x20] = 1", "machine.mem32[0x20]"]) {
		guest.start(`import machine\n${access}`);
		guest.waitFor(PROMPT, REBOOT);
		t.is(causes(guest).length, 1, access);
		t.false(guest.out.text.includes("Fatal exception"));
		t.is(resetCause(guest), 2, access);
	}
});

imageTest(
	IMAGES["v1.23.0"],
	"a loop that never returns: the SDK's soft watchdog restarts, cause 3",
	(t, images) => {
		const guest = new Guest(images);
		guest.start("import micropython\n@micropython.viper\ndef f():\n  while True: pass\nf()");
		guest.waitFor(PROMPT, 8);
		t.deepEqual(events(guest), []);
		t.is(resetCause(guest), 3);
	},
);

imageTest(
	IMAGES["v1.23.0"],
	"interrupts off for good: the hardware watchdog bites after 8.2 s, cause 1",
	(t, images) => {
		const guest = new Guest(images);
		guest.start("import machine\ns = machine.disable_irq()\nwhile True: pass");
		const start = guest.seconds;
		guest.waitFor(PROMPT, 8.5 + REBOOT);
		t.deepEqual(events(guest), ["watchdog-reset"]);
		t.true(Math.abs(guest.out.powerEvents[0].tick / SECOND - start - 8.2) < 0.1);
		t.deepEqual(causes(guest), ["rst cause:4"]);
		t.is(resetCause(guest), 1);
	},
);
