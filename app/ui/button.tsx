import type { ButtonHTMLAttributes } from 'react';
import styles from './button.module.css';
import { Icon, type IconName } from './icons.tsx';

type Native = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type'>;

export interface ButtonProps extends Native {
  readonly kind?: 'plain' | 'primary' | 'quiet';
  readonly icon?: IconName;
  /** Of a form: Enter in one of its fields does the same. */
  readonly submit?: boolean;
}

export function Button({ kind = 'plain', icon, submit = false, className = '', children, ...rest }: ButtonProps) {
  return (
    <button type={submit ? 'submit' : 'button'} className={`${styles.button} ${styles[kind]} ${className}`} {...rest}>
      {icon && <Icon name={icon} size={14} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Native {
  readonly icon: IconName;
  /** Read out, and shown as a tooltip. */
  readonly label: string;
  readonly shortcut?: string;
  readonly pressed?: boolean;
}

export function IconButton({ icon, label, shortcut, pressed, className = '', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={`${styles.icon} ${className}`}
      aria-label={label}
      aria-pressed={pressed}
      title={shortcut ? `${label} (${shortcut})` : label}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}
