import { largestAccount, listingCallsPerMinute } from '../../support/listing-calls.ts';
import type { Benchmark } from '../figure.ts';

const minutes = 60;

/** How many calls it takes to list what is under way in Proton, in the largest account that the quotas allow. */
export const listing: Benchmark = {
  figures: [{ name: 'listing-calls', title: 'Calls a minute that list a large account', unit: 'calls', atMost: 25 }],
  async measure({ say }) {
    say('listing 20,000 instances with ten deployments each');
    const account = largestAccount({ inFlight: 50, deploymentsPerInstance: 10 });
    const { perMinute, found } = await listingCallsPerMinute(account, minutes);
    const records = account.deployments.toLocaleString('en');
    return [
      {
        value: Math.max(...perMinute),
        detail: `the most of ${minutes} minutes; 20,000 instances, 1,000 environments, ${records} deployments, ${found.size} found; a walk under way`,
      },
    ];
  },
};
