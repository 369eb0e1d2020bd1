import type { ITheme } from '@xterm/xterm';
import { isDark } from '../session/settings.ts';

/** Sixteen colours each that are told apart on their background, near to the page's own. */
const light: ITheme = {
  background: '#ffffff',
  foreground: '#24252a',
  cursor: '#0b63ce',
  cursorAccent: '#ffffff',
  selectionBackground: '#0b63ce33',
  black: '#24252a',
  red: '#c02840',
  green: '#157a47',
  yellow: '#95590a',
  blue: '#0b63ce',
  magenta: '#8a3fb8',
  cyan: '#0d7d8c',
  white: '#6d6f78',
  brightBlack: '#8b8c95',
  brightRed: '#d63a52',
  brightGreen: '#1d8f55',
  brightYellow: '#a96c14',
  brightBlue: '#2b7de0',
  brightMagenta: '#9d55c9',
  brightCyan: '#168fa0',
  brightWhite: '#3b3d44',
};

const dark: ITheme = {
  background: '#0d0e10',
  foreground: '#dcdde1',
  cursor: '#5aa2f7',
  cursorAccent: '#0d0e10',
  selectionBackground: '#5aa2f744',
  black: '#2a2c32',
  red: '#f3697f',
  green: '#4cc38a',
  yellow: '#e2a53f',
  blue: '#5aa2f7',
  magenta: '#c58af0',
  cyan: '#4fc3d4',
  white: '#c9cad0',
  brightBlack: '#74767f',
  brightRed: '#ff8b9c',
  brightGreen: '#6fdaa6',
  brightYellow: '#f2bf68',
  brightBlue: '#85bcff',
  brightMagenta: '#d8a9f7',
  brightCyan: '#7adbe8',
  brightWhite: '#f2f2f4',
};

export const terminalTheme = (): ITheme => (isDark() ? dark : light);
