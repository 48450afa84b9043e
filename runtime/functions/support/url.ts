/** Parts of URLs as java.net.URL has them, which checks little and decodes nothing. */
import { notLocal } from '../function';

interface Parts {
  readonly HOST: string;
  readonly PATH: string;
  readonly QUERY: string | null;
  readonly REF: string | null;
  readonly PROTOCOL: string;
  readonly FILE: string;
  readonly AUTHORITY: string | null;
  readonly USERINFO: string | null;
}

/** Java has other rules for these. */
const OTHER = new Set(['jar', 'mailto', 'jrt', 'jmod']);
const KNOWN = new Set(['http', 'https', 'ftp', 'file']);

/** null for a text that is no URL. */
function parsed(text: string): Parts | null {
  const spec = text.replace(/^[\0- ]+|[\0- ]+$/g, '').replace(/^url:/i, '');
  const [begin = '', name = ''] = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(spec) ?? [];
  const protocol = name.toLowerCase();
  if (OTHER.has(protocol)) {
    throw notLocal(`PARSE_URL of ${protocol}:`, 'Java has other rules for it');
  }
  if (!KNOWN.has(protocol)) return null;
  const [beforeRef, ref] = cut(spec.slice(begin.length), '#');
  const [rest, query] = cut(beforeRef, '?');
  const [, authority, behind = ''] = /^\/\/(?!\/\/)([^/]*)(.*)$/s.exec(rest) ?? [undefined, undefined, rest];
  const server = authority === undefined ? { host: '', userInfo: null } : serverOf(authority);
  if (server === null) return null;
  return {
    ...{ PROTOCOL: protocol, HOST: server.host, USERINFO: server.userInfo, AUTHORITY: authority ?? null },
    ...{ PATH: behind, QUERY: query, REF: ref, FILE: query === null ? behind : `${behind}?${query}` },
  };
}

function cut(text: string, at: string): [string, string | null] {
  const i = text.indexOf(at);
  return i < 0 ? [text, null] : [text.slice(0, i), text.slice(i + 1)];
}

/** null for a port that is none. */
function serverOf(authority: string): { host: string; userInfo: string | null } | null {
  const [first, ...others] = authority.split('@');
  if (others.length > 1) return { host: '', userInfo: null };
  const [userInfo, server] = others.length === 0 ? [null, authority] : [first as string, others[0] as string];
  if (server.startsWith('[')) {
    throw notLocal('PARSE_URL of an IPv6 address', 'Java has other rules for it');
  }
  const [host, port] = cut(server, ':');
  if (port !== null && port !== '' && !isPort(port)) return null;
  return { host, userInfo };
}

const isPort = (text: string): boolean =>
  /^[+-]?\d+$/.test(text) && Number(text) >= -1 && Number(text) <= 2_147_483_647;

function parseUrl(text: string, part: string, key?: string): string | null {
  if (key !== undefined && part !== 'QUERY') return null;
  const value = parsed(text)?.[part as keyof Parts] ?? null;
  if (value === null || key === undefined) return value;
  const begin = `${key}=`;
  return (
    value
      .split('&')
      .find((pair) => pair.startsWith(begin))
      ?.slice(begin.length) ?? null
  );
}

export const urlSupport = { parseUrl };
