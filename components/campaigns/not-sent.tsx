/** In place of a figure of a campaign that was never sent: a zero would look like one. */
export function NotSent() {
  return (
    <span className="text-faint">
      <span aria-hidden>–</span>
      <span className="sr-only">Not sent</span>
    </span>
  );
}
