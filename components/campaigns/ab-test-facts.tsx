import { formatDuration } from '@/components/ui/format';
import type { AbTest } from '@/lib/contracts/ab-tests';
import type { Message } from '@/lib/contracts/messages';
import { variantName } from '@/lib/contracts/variant-name';

interface AbTestFactsProps {
  abTest: AbTest;
  message: Partial<Message>;
}

/** What will be tested and how, of a test that has not begun: later its own card has it. */
export function AbTestFacts({ abTest, message }: AbTestFactsProps) {
  return (
    <>
      <ul className="grid gap-0.5">
        {abTest.variants.map(({ message: own }, index) => (
          <li key={variantName(index)} dir="auto">
            <span className="font-semibold">{variantName(index)}</span> {String(own?.title ?? message.title ?? '')}
          </li>
        ))}
      </ul>
      <p className="mt-1 text-muted">{rule(abTest)}</p>
    </>
  );
}

function rule({ holdoutPercent, testPercent, winner }: AbTest): string {
  const sentences = [testPercent < 100 ? `${testPercent}% get the variants first.` : 'Everyone gets one of them.'];
  if (testPercent < 100 && winner) {
    const by = winner.metric === 'clicks' ? 'most clicks' : 'most people who reach the goal';
    sentences.push(
      winner.decide === 'manual'
        ? 'The rest waits until somebody chooses one.'
        : `The rest gets the one with the ${by}, at the latest after ${formatDuration(winner.afterSeconds)}.`,
    );
  }
  if (holdoutPercent > 0) sentences.push(`${holdoutPercent}% get nothing, to compare with.`);
  return sentences.join(' ');
}
