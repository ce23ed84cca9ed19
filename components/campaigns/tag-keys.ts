'use client';

import { createContext } from 'react';
import type { ComposerActions } from './composer.types';

/** Where the menus of fields learn the site's tags. */
export const TagKeys = createContext<ComposerActions['listTagKeys'] | null>(null);
