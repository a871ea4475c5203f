/** Which hosts of the real network may be reached. */
import {
	type Ipv4Address,
	inSubnet,
	isUnicast,
	LOOPBACK_ADDRESS,
	parseSubnet,
	type Subnet,
} from "../addresses.js";
import { NetworkError } from "../errors.js";
import { HOST_NAME } from "../gateway.js";

/** Names resolved for the chip that are remembered. */
const MAX_RESOLVED = 4096;
const ANY = "*";

interface Rule {
	/** A name, "*.domain", or "*". */
	readonly name?: string;
	readonly subnet?: Subnet;
	readonly first: number;
	readonly last: number;
}

export class HostPolicy {
	readonly #rules: readonly Rule[];
	/** Names that addresses were given for. */
	readonly #resolved = new Map<Ipv4Address, Set<string>>();

	/**
	 * Each entry is a name, "*.domain", an address, "address/bits" or "*", with ":port" or ":first-last" where it is
	 * for these ports only. No entries allow nothing. Throws NetworkError for what is none of these.
	 */
	constructor(entries: readonly string[] = [ANY]) {
		this.#rules = entries.map(parseRule);
	}

	/** Whether a name may be asked for. */
	mayResolve(name: string): boolean {
		return this.#rules.some((rule) => rule.subnet !== undefined || nameMatches(rule, name));
	}

	/** The chip was told that `name` has these addresses. */
	resolved(name: string, addresses: readonly Ipv4Address[]): void {
		for (const address of addresses) {
			const names = this.#resolved.get(address) ?? new Set();
			this.#resolved.delete(address);
			this.#resolved.set(address, names.add(name));
		}
		while (this.#resolved.size > MAX_RESOLVED) this.#resolved.delete(this.#resolved.keys().next().value!);
	}

	/** Whether a port of an address may be reached. The host itself is reached by its name only. */
	allows(address: Ipv4Address, port: number): boolean {
		if (!isUnicast(address) || address >>> 24 === LOOPBACK_ADDRESS >>> 24) return false;
		const names = this.#resolved.get(address);
		return this.#rules.some((rule) => {
			if (port < rule.first || port > rule.last) return false;
			if (rule.subnet) return inSubnet(address, rule.subnet);
			return rule.name === ANY || [...(names ?? [])].some((name) => nameMatches(rule, name));
		});
	}

	/** Whether a port of the host's loopback may be reached, as the gateway's address. */
	allowsHost(port: number): boolean {
		return this.#rules.some(
			(rule) => port >= rule.first && port <= rule.last && nameMatches(rule, HOST_NAME),
		);
	}
}

function parseRule(entry: string): Rule {
	const [, place, from, to = from] = /^([^:\s]+)(?::(\d{1,5})(?:-(\d{1,5}))?)?$/.exec(entry.trim()) ?? [];
	const first = from === undefined ? 0 : Number(from);
	const last = to === undefined ? 65535 : Number(to);
	const subnet = place === undefined ? undefined : parseSubnet(place);
	const isName =
		place !== undefined && (place === ANY || /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(place));
	const looksNumeric = place !== undefined && /^[\d./]+$/.test(place);
	if ((subnet || (isName && !looksNumeric)) && first <= last && last <= 65535) {
		return { ...(subnet ? { subnet } : { name: place!.toLowerCase() }), first, last };
	}
	throw new NetworkError(
		`cannot allow ${JSON.stringify(entry)}: give a name, *.domain, an address, address/bits or *, ` +
			"and after it :port or :first-last if only these ports are meant",
	);
}

function nameMatches({ name }: Rule, asked: string): boolean {
	if (name === undefined) return false;
	if (name === ANY) return true;
	return name.startsWith("*.") ? asked.endsWith(name.slice(1)) : name === asked;
}
