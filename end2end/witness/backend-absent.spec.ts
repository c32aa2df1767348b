// @clerk/backend: what is not there says so, in Clerk's envelope.
import { ABSENT_METHODS, ABSENT_NAMESPACES } from '../support/absent.ts';
import { backend, expect, newMember, refusal, test } from '../support/witness.ts';

for (const absent of [ABSENT_METHODS, ABSENT_NAMESPACES]) {
  for (const [why, calls] of Object.entries(absent)) {
    test(`${Object.keys(calls).join(', ')}: ${why}`, async ({ clerk }) => {
      const { id } = await newMember(clerk);
      for (const [name, call] of Object.entries(calls)) {
        expect(await refusal(call(backend(clerk), id)), name).toMatchObject({ status: 404, code: 'resource_not_found' });
      }
    });
  }
}
