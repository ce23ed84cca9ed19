'use client';

import { useCallback, useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { focusField } from './composer-fields';
import type { ComposerProblem, ComposerValues } from './composer-values';

const INPUTS_OF_MESSAGE = new Set(['title', 'body', 'url']);

/** Which language and which variant are open in the composer, and the way to a field that has to be put right. */
export function useOpenTabs(form: UseFormReturn<ComposerValues>) {
  const [language, setLanguage] = useState('');
  const [arm, setArm] = useState(0);

  /** The first tab of each kind: others may be gone. */
  const showFirst = () => {
    setLanguage('');
    setArm(0);
  };

  const openProblem = useCallback(
    ({ path }: ComposerProblem) => {
      const variant = /^abTest\.variants\.(\d+)\./.exec(path)?.[1];
      if (variant !== undefined) setArm(Number(variant));
      const place = /^translations\.(\d+)\./.exec(path)?.[1];
      const isText = place !== undefined || INPUTS_OF_MESSAGE.has(path);
      if (isText) setLanguage(form.getValues('translations')[Number(place)]?.language ?? '');
      // Once its tab is open.
      setTimeout(() => focusField(path));
    },
    [form],
  );
  return { language, setLanguage, arm, setArm, showFirst, openProblem };
}
