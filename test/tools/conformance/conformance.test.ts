import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { openCheckout } from "../../../tools/conformance/checkout.js";
import { readOutcomes } from "../../../tools/conformance/outcomes.js";
import { readResults, writePage } from "../../../tools/conformance/page.js";
import { readReasons, reasonFor } from "../../../tools/conformance/reasons.js";
import { tempFolder } from "../../temp.js";

const HERE = join(process.cwd(), "tools/conformance");

test("every failure of the committed runs has a reason, and the page is written from both", (t) => {
	const page = join(tempFolder(t), "page.md");
	const results = readResults(join(HERE, "results"));
	const reasons = readReasons(join(HERE, "reasons.yaml"));
	t.deepEqual(writePage(page, results, reasons), []);
	t.is(readFileSync(page, "utf8"), readFileSync(join(HERE, "results.md"), "utf8"));
	t.true(results.length > 0);
	for (const { complete, replayed, performed, passed, failures } of results) {
		t.true(complete && replayed);
		t.is(performed, passed + failures.length);
	}
});

test("every reason is one that a committed run needs", (t) => {
	const results = readResults(join(HERE, "results"));
	const reasons = readReasons(join(HERE, "reasons.yaml"));
	for (const reason of reasons) {
		for (const version of reason.versions) {
			const failures = results.find(({ tests }) => tests === version)?.failures ?? [];
			const used = failures.some((failure) => reasonFor(failure, version, reasons) === reason);
			t.true(used, `${reason.tests[0]} in ${version}`);
		}
	}
});

test("what a runner printed, and what it left in its folder, is read", (t) => {
	const results = tempFolder(t);
	writeFileSync(join(results, "basics_a.py.out"), "one\ntwo\n");
	writeFileSync(join(results, "basics_a.py.exp"), "one\n2\n");
	writeFileSync(join(results, "float_b.py.out"), "Traceback:\nMemoryError: no room\nCRASH");
	writeFileSync(join(results, "float_c.py.out"), "one\n");
	writeFileSync(join(results, "float_c.py.exp"), "one\ntwo\n");
	const output =
		"platform=esp8266\npass  basics/x.py \nFAIL  basics/a.py\nskip  basics/s.py\nlrge  misc/l.py\nFAIL  float/b.py\r\n" +
		"FAIL  float/c.py\nFAIL  float/d.py\n";
	const outcomes = readOutcomes(output, results);
	t.deepEqual(outcomes, {
		performed: 5,
		passed: 1,
		skipped: ["basics/s.py", "misc/l.py"],
		failures: [
			{ test: "basics/a.py", got: "two" },
			{ test: "float/b.py", got: "MemoryError: no room" },
			{ test: "float/c.py", got: "nothing after 1 lines" },
			{ test: "float/d.py", got: "?" },
		],
		complete: false,
	});
	t.true(readOutcomes(`${output}5 tests performed (9 individual testcases)\n`, results).complete);
});

test("a reason holds for its version and for what the test said", (t) => {
	const reason = { tests: ["a.py"], versions: ["v1"], got: "MemoryError", reason: "small", source: "it" };
	const failure = { test: "a.py", got: "MemoryError: 5" };
	t.is(reasonFor(failure, "v1", [reason]), reason);
	t.is(reasonFor(failure, "v2", [reason]), undefined);
	t.is(reasonFor({ ...failure, got: "ValueError" }, "v1", [reason]), undefined);
	t.is(reasonFor({ ...failure, test: "b.py" }, "v1", [reason]), undefined);
	const unexplained = {
		tests: "v1",
		firmware: "v1 x",
		sha256: "0",
		python: "CPython 3",
		seconds: 1,
		replayed: true,
	};
	const outcomes = { performed: 1, passed: 0, skipped: [], failures: [failure], complete: true };
	const page = join(tempFolder(t), "page.md");
	t.deepEqual(writePage(page, [{ ...unexplained, ...outcomes }], []), ["v1: a.py: MemoryError: 5"]);
	t.regex(readFileSync(page, "utf8"), /not explained/);
});

test("a checkout is called as its version wants it, and what it lacks is named", (t) => {
	const folder = tempFolder(t);
	t.throws(() => openCheckout(folder), { message: /is no MicroPython checkout/ });
	mkdirSync(join(folder, "tests"));
	writeFileSync(join(folder, "tests/run-tests"), "--target --device");
	t.deepEqual(openCheckout(folder).args("/dev/x", "r"), [
		"--target",
		"esp8266",
		"--device",
		"/dev/x",
		"--result-dir",
		"r",
	]);
	writeFileSync(join(folder, "tests/run-tests.py"), "--test-instance");
	t.deepEqual(openCheckout(folder).args("/dev/x", "r"), ["-t", "/dev/x", "--result-dir", "r"]);
	writeFileSync(join(folder, "tests/run-tests.py"), "--test-instance requires unittest");
	t.throws(() => openCheckout(folder), { message: /lacks lib\/micropython-lib.*git submodule update/ });
});
