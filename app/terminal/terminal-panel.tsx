import '@xterm/xterm/css/xterm.css';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { boot } from '../session/engine.ts';
import { useStore } from '../session/store.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { BootScreen } from './boot-screen.tsx';
import { findInTerminal } from './find.ts';
import styles from './terminal.module.css';
import type { ShellTerminal } from './terminal.ts';
import { openTerminal, showTerminal, terminals } from './terminals.ts';

export function TerminalPanel() {
  const { list, active } = useStore(terminals);
  const { progress, failure } = useStore(boot);
  const find = useStore(findInTerminal);
  const current = list.find(({ id }) => id === active);
  return (
    <>
      <div className={styles.bar}>
        <div className={styles.tabs} role="tablist" aria-label="Terminals">
          {list.map((terminal) => (
            <Tab key={terminal.id} terminal={terminal} selected={terminal.id === active} closable={list.length > 1} />
          ))}
          {list.length === 0 && <span className={styles.tab}>Terminal</span>}
        </div>
        <IconButton icon="plus" label="New terminal" disabled={progress.stage !== 'ready'} onClick={() => openTerminal().focus()} />
        <span className={styles.spacer} />
        <IconButton
          icon="search"
          label="Find in the terminal"
          shortcut="Ctrl-Shift-F"
          pressed={find.open}
          disabled={current === undefined}
          onClick={() => findInTerminal.set({ open: !find.open })}
        />
      </div>
      <div className={styles.screens}>
        {list.map((terminal) => (
          <Screen key={terminal.id} terminal={terminal} visible={terminal.id === active} />
        ))}
        {find.open && current && <Find terminal={current} />}
        {(progress.stage !== 'ready' || failure) && <BootScreen />}
      </div>
    </>
  );
}

function Tab({ terminal, selected, closable }: { terminal: ShellTerminal; selected: boolean; closable: boolean }) {
  const { title, activity, status } = useStore(terminal.state);
  const onKeyDown = (event: KeyboardEvent) => {
    const { list } = terminals.get();
    const at = list.indexOf(terminal);
    const next = event.key === 'ArrowRight' ? list[at + 1] : event.key === 'ArrowLeft' ? list[at - 1] : undefined;
    if (next) {
      showTerminal(next.id);
      document.getElementById(`tab-${next.id}`)?.focus();
    } else if (event.key === 'Delete' && closable) terminal.close();
    else if (event.key === 'Enter') terminal.focus();
  };
  return (
    <div className={styles.tab} data-selected={selected} data-busy={activity === 'busy'}>
      <button
        type="button"
        id={`tab-${terminal.id}`}
        role="tab"
        aria-selected={selected}
        aria-controls={terminal.id}
        tabIndex={selected ? 0 : -1}
        onClick={() => {
          showTerminal(terminal.id);
          terminal.focus();
        }}
        onAuxClick={() => closable && terminal.close()}
        onKeyDown={onKeyDown}
      >
        <Icon name="terminal" size={14} />
        {status === 'ended' ? 'ended' : title} {terminal.number > 1 && <span className={styles.number}>{terminal.number}</span>}
      </button>
      {closable && <IconButton icon="close" label={`Close terminal ${terminal.number}`} onClick={() => terminal.close()} />}
    </div>
  );
}

function Screen({ terminal, visible }: { terminal: ShellTerminal; visible: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const { status, message } = useStore(terminal.state);
  useLayoutEffect(() => {
    place.current?.append(terminal.element);
  }, [terminal]);
  useEffect(() => {
    if (visible) terminal.fit();
  }, [terminal, visible]);
  return (
    <div id={terminal.id} role="tabpanel" aria-labelledby={`tab-${terminal.id}`} className={styles.screen} hidden={!visible}>
      <div ref={place} className={styles.place} />
      {(status === 'ended' || status === 'failed') && (
        <div className={styles.ended}>
          <span>{message}</span>
          <Button icon="refresh" onClick={() => void terminal.restart()}>
            Start a new shell
          </Button>
        </div>
      )}
    </div>
  );
}

function Find({ terminal }: { terminal: ShellTerminal }) {
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    return () => terminal.search?.clearDecorations();
  }, [terminal]);
  const options = {
    decorations: {
      matchBackground: '#e2a53f55',
      activeMatchBackground: '#e2a53f',
      matchOverviewRuler: '#e2a53f',
      activeMatchColorOverviewRuler: '#e2a53f',
    },
  };
  const close = () => {
    findInTerminal.set({ open: false });
    terminal.focus();
  };
  return (
    <search className={styles.find}>
      <input
        ref={input}
        value={text}
        placeholder="Find"
        aria-label="Find in the terminal"
        onChange={(event) => {
          setText(event.target.value);
          terminal.search?.findPrevious(event.target.value, { ...options, incremental: true });
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
          if (event.key === 'Enter') {
            if (event.shiftKey) terminal.search?.findNext(text, options);
            else terminal.search?.findPrevious(text, options);
          }
        }}
      />
      <IconButton icon="close" label="Close" shortcut="Esc" onClick={close} />
    </search>
  );
}
