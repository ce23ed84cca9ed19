import type { Choice, Field } from '@/app/api-reference';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { InlineCode } from './inline-code';

interface FieldListProps {
  fields: Field[];
  choices: Choice[];
  /** Before the ids of the rows, so that each can be linked to. */
  prefix: string;
  isNested?: boolean;
}

/** Fields with what they mean and take; fields within fields fold. */
export function FieldList({ fields, choices, prefix, isNested }: FieldListProps) {
  if (choices.length > 0) {
    return (
      <div className={cn('grid gap-3', isNested && 'mt-2')}>
        <p className="text-muted text-sm">One of:</p>
        {choices.map((choice, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: shapes of one fixed list, which may have equal titles
          <div key={i} className="rounded-lg border border-line px-3.5">
            <FieldList fields={choice.fields} choices={[]} prefix={`${prefix}.${i}`} isNested />
          </div>
        ))}
      </div>
    );
  }
  return (
    <ul className={cn('divide-y divide-line', isNested && 'text-sm')}>
      {fields.map((field) => (
        <li key={field.name} id={`${prefix}.${field.name}`} className="grid min-w-0 gap-1 py-2.5">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <a href={`#${prefix}.${field.name}`} className="break-all font-medium font-mono text-sm hover:underline">
              {field.name}
            </a>
            <span className="text-faint text-sm">{field.type}</span>
            {field.isRequired && <Badge tone="outline">required</Badge>}
          </div>
          {field.description && (
            <p className="text-muted text-sm">
              <InlineCode text={field.description} />
            </p>
          )}
          {field.limits.length > 0 && (
            <p className="text-faint text-sm">
              <InlineCode text={field.limits.join('; ')} />
            </p>
          )}
          {(field.fields.length > 0 || field.choices.length > 0) && (
            <details className="group min-w-0">
              <summary className="w-fit cursor-pointer rounded-sm text-accent-ink text-sm">
                <span className="group-open:hidden">Show what is in {field.name}</span>
                <span className="hidden group-open:inline">Hide what is in {field.name}</span>
              </summary>
              <div className="mt-1 border-line border-l-2 pl-3.5">
                <FieldList {...field} prefix={`${prefix}.${field.name}`} isNested />
              </div>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}
