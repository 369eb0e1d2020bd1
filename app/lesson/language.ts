import { createContext, useContext } from 'react';
import { type Words, wordsOf } from './words.ts';

/** Of the lesson that is shown: its language (BCP 47), and what its images are relative to (`lessons/<id>/`). */
export const Shown = createContext({ language: 'en', images: '' });

/** The panel's own words. Where they may be of another language than the lesson around them, the element says so: `lang={words.language}`. */
export const useWords = (): Words => wordsOf(useContext(Shown).language);
