import test from "ava";
import fc from "fast-check";
import { escapeHtml, html } from "../../../src/export/report/markup.js";
import { htmlReport } from "../../../src/export/report/report.js";
import { echoMachine } from "../../session/guest.js";
import { MS, open, record, steps } from "../../session/run.js";

test("property: no text becomes markup, and none is lost", (t) => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), (text) => {
			const escaped = escapeHtml(text);
			t.notRegex(escaped, /[<>"']/);
			t.notRegex(escaped, /&(?!(amp|lt|gt|quot|#39);)/);
			// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be left
			t.notRegex(escaped, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
			t.is([...escaped.replace(/&[^;]+;/g, "_")].length, [...text].length);
		}),
	);
	t.is(
		html`<b title="${'"'}">${"<i>"}${html`<br>`}${[html`<u>`, html`</u>`]}</b>`.text,
		'<b title="&quot;">&lt;i&gt;<br><u></u></b>',
	);
});

test("a page: what was run, typed and said, and the pins", (t) => {
	const machine = echoMachine({ notes: { why: "<script>alert(1)</script>" } });
	const { bytes } = record(
		machine,
		steps("  - send: HAL\n  - wait: 20ms\n  - reset\n  - wait: 2ms\n"),
		1000 * MS,
	);
	const page = htmlReport(open(bytes), {
		name: "a & b.mpk",
		bytes,
		judgement: { firmware: "another", lines: ["different: <b>"] },
	});
	t.regex(page, /^<!doctype html>\n<html lang="en">/);
	t.regex(page, /<title>a &amp; b\.mpk<\/title>/);
	t.regex(page, /<p class="in"><time>0\.134 ms<\/time>&quot;HAL&quot;<\/p>\n<pre>IBM<\/pre>/);
	t.regex(page, /<p class="power">reset-pin<\/p>/);
	t.regex(page, /<b>GPIO4<\/b><svg [^>]*><polyline points="0,14 /);
	t.regex(page, /<h2>On another<\/h2>\n<pre>different: &lt;b&gt;<\/pre>/);
	const [, embedded] = /href="data:application\/octet-stream;base64,([^"]+)"/.exec(page)!;
	t.deepEqual(new Uint8Array(Buffer.from(embedded, "base64")), bytes);
	t.regex(page, /- send: HAL/);
	t.regex(page, /&lt;script&gt;alert\(1\)/);
	t.notRegex(page, /<script|https?:|undefined|NaN/);
});
