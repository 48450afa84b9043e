import { md5, sha1, sha2, sha224, sha256, sha384, sha512 } from 'millrace';
import type { ScalarCases } from '../case';

export const CASES: ScalarCases = (c) => [
  [md5(c.s), '4b412f217a89113f3e321f48d3273a0a'],
  [md5(c.sn), null],
  [sha1(c.s), 'cb0bb1e0bb41a62d00d47a3f8f466bf1baa9aeb9'],
  [sha1(c.sn), null],
  [sha224(c.s), 'a96cafea240aba102cf744e2c49ff7689b72a4a412f58e282cafe9f6'],
  [sha256(c.s), '82b5c347493f76b114b701be8bf9205789f699075946fdf09051bf799d9cc117'],
  [sha384(c.s), 'd620bead8d57df54538a21fe6e53dbd49fea69feec58619834e54cc603eb5c9a93700f06d07f0bb13434044bfdb23612'],
  [
    sha512(c.s),
    '11132dfd4658932ad7213bc8e0b606efec16d86363b24b4ee46f6f0ac6cb618562b8c0361125e0747941e355e90fc3d1653ecd169750f3d615482049745e55ff',
  ],
  [sha2(c.s, 256), '82b5c347493f76b114b701be8bf9205789f699075946fdf09051bf799d9cc117'],
  [sha2(c.sn, 256), null],
];
