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
import q11 from '../../jobs/nexmark/q11';
import q12 from '../../jobs/nexmark/q12';
import q18 from '../../jobs/nexmark/q18';
import q19 from '../../jobs/nexmark/q19';
import q20 from '../../jobs/nexmark/q20';
import q23 from '../../jobs/nexmark/q23';

export const QUERIES = { q0, q1, q2, q3, q4, q5, q7, q8, q9, q11, q12, q18, q19, q20, q23 };
