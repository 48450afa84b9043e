/** Nexmark's queries in the language. There is no q6: see the test of types that says why. */
import q0 from '../../jobs/nexmark/q0';
import q2 from '../../jobs/nexmark/q2';
import q11 from '../../jobs/nexmark/q11';
import q18 from '../../jobs/nexmark/q18';
import q19 from '../../jobs/nexmark/q19';

export const QUERIES = { q0, q2, q11, q18, q19 };
