/** The names that a recorded run has asked for, and what they were. */
import { decode } from "dns-packet";
import { type Ipv4Address, parseIpv4 } from "../network/addresses.js";
import { DNS_PORT, type Resolution } from "../network/dns-server.js";
import type { Conversation } from "./conversation-log.js";

/** Whether a conversation is a question to the name server: its numbers are chance, the model answers anew. */
export function isNameQuery({ protocol, world }: Conversation): boolean {
	return protocol === "udp" && world.port === DNS_PORT;
}

/** By name in lower case. */
export function recordedNames(conversations: readonly Conversation[]): Map<string, Resolution> {
	const names = new Map<string, Resolution>();
	for (const conversation of conversations.filter(isNameQuery)) {
		for (const { from, bytes } of conversation.turns) {
			if (from === "world" && bytes !== "end") addAnswer(names, bytes);
		}
	}
	return names;
}

function addAnswer(names: Map<string, Resolution>, bytes: Uint8Array): void {
	const packet = decodeAnswer(bytes);
	const name = packet?.questions?.[0]?.name.toLowerCase();
	if (!packet || name === undefined) return;
	const addresses = (packet.answers ?? []).flatMap((answer): Ipv4Address[] => {
		const address = answer.type === "A" ? parseIpv4(answer.data) : undefined;
		return address === undefined ? [] : [address];
	});
	if (packet.rcode === "NOERROR") names.set(name, addresses);
	else
		names.set(
			name,
			packet.rcode === "NXDOMAIN" ? "unknown" : packet.rcode === "REFUSED" ? "refused" : "failed",
		);
}

function decodeAnswer(bytes: Uint8Array) {
	try {
		// The types of the library leave out what its decoder adds.
		return decode(Buffer.from(bytes)) as ReturnType<typeof decode> & { readonly rcode?: string };
	} catch {
		// The library throws for every malformed message.
		return undefined;
	}
}
