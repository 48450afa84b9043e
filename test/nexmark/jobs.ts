/** Nexmark's queries in the language. There is no q6: see the test of types that says why. */
import q0 from '../../jobs/nexmark/q0';
import q1 from '../../jobs/nexmark/q1';
import q2 from '../../jobs/nexmark/q2';
import q3 from '../../jobs/nexmark/q3';
import q4 from '../../jobs/nexmark/q4';
import q5 from '../../jobs/nexmark/q5';
import q7 from '../../jobs/nexmark/q7';
import q8 from '../../jobs/nexmark/q8';
import q9 from '../../jobs/nexmark/q9';
import q10 from '../../jobs/nexmark/q10';
import q11 from '../../jobs/nexmark/q11';
import q12 from '../../jobs/nexmark/q12';
import q13 from '../../jobs/nexmark/q13';
import q14 from '../../jobs/nexmark/q14';
import q15 from '../../jobs/nexmark/q15';
import q16 from '../../jobs/nexmark/q16';
import q17 from '../../jobs/nexmark/q17';
import q18 from '../../jobs/nexmark/q18';
import q19 from '../../jobs/nexmark/q19';
import q20 from '../../jobs/nexmark/q20';
import q21 from '../../jobs/nexmark/q21';
import q22 from '../../jobs/nexmark/q22';
import q23 from '../../jobs/nexmark/q23';

export const QUERIES = {
  q0,
  q1,
  q2,
  q3,
  q4,
  q5,
  q7,
  q8,
  q9,
  q10,
  q11,
  q12,
  q13,
  q14,
  q15,
  q16,
  q17,
  q18,
  q19,
  q20,
  q21,
  q22,
  q23,
};
