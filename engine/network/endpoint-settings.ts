import { EngineError } from '../base/errors.ts';
import { contains, parseAddress } from '../base/ip.ts';
import { joinFaults } from './ipam.ts';
import { type LiveNetwork, predefined } from './network.ts';
import type { EndpointSettings } from './spec.ts';

/** What is wrong with the settings of an attachment, all of it at once (moby `validateEndpointSettings`). */
export function checkEndpointSettings({ record, pool, pool6 }: LiveNetwork, { IPAMConfig, Aliases, MacAddress }: EndpointSettings): void {
  const faults: string[] = [];
  const four = IPAMConfig?.IPv4Address ?? '';
  const six = IPAMConfig?.IPv6Address ?? '';
  if (predefined.includes(record.name)) {
    if (four || six) faults.push('user specified IP address is supported on user defined networks only');
    if (Aliases?.length) faults.push('network-scoped aliases are supported only for containers in user defined networks');
  }
  if (four && parseAddress(four)?.family !== 4) faults.push(`invalid IPv4 address: ${four}`);
  if (six && parseAddress(six)?.family !== 6) faults.push(`invalid IPv6 address: ${six}`);
  for (const [text, range] of [
    [four, pool],
    [six, pool6],
  ] as const) {
    if (!text) continue;
    const address = parseAddress(text);
    if (range === undefined || !record.chosen.includes(range.subnet.family))
      faults.push('user specified IP address is supported only when connecting to networks with user configured subnets');
    else if (address === undefined || !contains(range.subnet, address))
      faults.push(`no configured subnet or ip-range contain the IP address ${text}`);
  }
  if (MacAddress && !/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(MacAddress))
    throw new EngineError('invalid', `invalid MAC address ${MacAddress}`);
  if (faults.length > 0) throw new EngineError('invalid', `invalid endpoint settings:\n${joinFaults(faults)}`);
}
