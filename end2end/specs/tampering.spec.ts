// Invariant 5, on the ledger that the other tests left behind: whoever changes it without the signing key is found out.
import { expect, test } from '@playwright/test';
import { chainAnew, commitment, rows, verifyAfter } from '../support/forgery.ts';

test('invariant 5: one changed byte of a row is named', async () => {
  let changed = 0;
  const run = await verifyAfter((database) => {
    changed = rows(database).middle;
    database.run(`UPDATE ledger SET at = at + 1 WHERE seq = ${changed}`);
  });
  expect(run.code).not.toBe(0);
  expect(run.complaint).toMatch(new RegExp(`row ${changed}:.*changed`));
});

test('invariant 5: one changed letter of a reason names its row', async () => {
  let changed = 0;
  const run = await verifyAfter((database) => {
    changed = Number(database.exec("SELECT MAX(seq) FROM ledger_values WHERE field = 'reason'")[0].values[0][0]);
    database.run(`UPDATE ledger_values SET value = '.' || substr(value, 2) WHERE seq = ${changed} AND field = 'reason'`);
  });
  expect(run.code).not.toBe(0);
  expect(run.complaint).toMatch(new RegExp(`row ${changed}:.*reason`));
});

test('invariant 5: a removed row is named', async () => {
  let removed = 0;
  const run = await verifyAfter((database) => {
    removed = rows(database).middle;
    database.run(`DELETE FROM ledger WHERE seq = ${removed}; DELETE FROM ledger_values WHERE seq = ${removed}`);
  });
  expect(run.code).not.toBe(0);
  expect(run.complaint).toMatch(new RegExp(`row ${removed}:.*missing`));
});

test('invariant 5: two swapped rows are named', async () => {
  let first = 0;
  const run = await verifyAfter((database) => {
    first = rows(database).middle;
    for (const table of ['ledger', 'ledger_values']) {
      database.run(
        `UPDATE ${table} SET seq = -1 WHERE seq = ${first};
         UPDATE ${table} SET seq = ${first} WHERE seq = ${first + 1};
         UPDATE ${table} SET seq = ${first + 1} WHERE seq = -1`,
      );
    }
  });
  expect(run.code).not.toBe(0);
  expect(run.complaint).toMatch(new RegExp(`row ${first}:`));
});

test('invariant 5: a tail that was cut is named', async () => {
  let kept = 0;
  const run = await verifyAfter((database) => {
    kept = rows(database).last - 3;
    database.run(`DELETE FROM ledger WHERE seq > ${kept}; DELETE FROM ledger_values WHERE seq > ${kept}`);
  });
  expect(run.code).not.toBe(0);
  expect(run.complaint).toMatch(new RegExp(`row ${kept + 1}:.*cut off`));
});

test('invariant 5: another story, properly chained to its end, is not the one that was signed', async () => {
  let last = 0;
  const run = await verifyAfter((database) => {
    last = rows(database).last;
    const reason = database.exec("SELECT seq, salt FROM ledger_values WHERE field = 'reason' ORDER BY seq LIMIT 1");
    const [seq, salt] = reason[0].values[0].map(String);
    const other = 'Nothing that anybody need know of';
    database.run("UPDATE ledger_values SET value = ? WHERE seq = ? AND field = 'reason'", [other, seq]);
    database.run("UPDATE ledger SET commitments = json_set(commitments, '$.reason', ?) WHERE seq = ?", [
      commitment(salt, 'reason', other),
      seq,
    ]);
    chainAnew(database, 1);
  });
  expect(run.code).not.toBe(0);
  expect(run.complaint).toMatch(new RegExp(`row ${last}:.*written anew`));
});

test('invariant 5: the same, with the head moved to it, bears no signature', async () => {
  let last = 0;
  const run = await verifyAfter((database) => {
    last = rows(database).last;
    database.run(`UPDATE ledger SET at = at + 1 WHERE seq = ${last}`);
    chainAnew(database, 1);
    database.run(`UPDATE ledger_head SET hash = (SELECT hash FROM ledger WHERE seq = ${last})`);
  });
  expect(run.code).not.toBe(0);
  expect(run.complaint).toMatch(new RegExp(`row ${last}:.*signature`));
});

test('invariant 5: hashes computed anew from the same rows are the same', async () => {
  const run = await verifyAfter((database) => chainAnew(database, 1));
  expect(run.complaint).toBe('');
  expect(run.code).toBe(0);
});
