import { Box, Paper, Typography } from '@mui/material';
import { useEffect, useEffectEvent, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useScheme } from '../../../ui/useScheme';
import type { Field } from '../api/contacts';
import { contacts } from '../live';
import { shortId, stateWords } from '../state/look';
import { onField } from './camera';
import { FieldDrawing } from './fieldDrawing';
import { loadPictures } from './pictures';
import { useWalkedArea } from './useWalkedArea';

/** What the page's buttons do with the field. */
export interface FieldHandle {
  fit(): void;
  zoom(by: number): void;
  goTo(x: number, y: number): void;
}

interface Props {
  field: Field;
  /** What is shown, in words. */
  label: string;
  realism?: boolean;
  rings?: boolean;
  chosen?: string | null;
  follow?: boolean;
  trace?: ReadonlySet<string> | null;
  interactive?: boolean;
  /** A click tells a place instead of a person. */
  placing?: boolean;
  onPick?: (person: string | null) => void;
  onPlace?: (x: number, y: number) => void;
  /** The reader has moved the field. */
  onMoved?: () => void;
  onHandle?: (handle: FieldHandle | null) => void;
  onFailure: (message: string) => void;
}

const step = 60;
const clickReach = 5;

/** The field with its people: moved by dragging and arrows, zoomed by the wheel, two fingers, + and −. */
export function PeopleField(props: Props) {
  const { field, label, realism = false, rings = true, chosen = null, follow = false, trace = null } = props;
  const { interactive = true, placing = false } = props;
  const { mode } = useScheme();
  const walked = useWalkedArea(field);
  const holder = useRef<HTMLDivElement>(null);
  const [drawing, setDrawing] = useState<FieldDrawing | null>(null);
  const [ready, setReady] = useState(false);
  const [pictures, setPictures] = useState<TexImageSource | null>(null);
  const [hovered, setHovered] = useState<{ person: string; left: number; top: number } | null>(null);
  const onFailure = useEffectEvent((message: string) => props.onFailure(message));
  const onMoved = useEffectEvent(() => props.onMoved?.());
  const onHandle = useEffectEvent((handle: FieldHandle | null) => props.onHandle?.(handle));

  useEffect(() => {
    let made: FieldDrawing;
    try {
      made = new FieldDrawing(holder.current!, contacts, {
        ready: () => setReady(true),
        failed: onFailure,
      });
    } catch (error) {
      onFailure(error instanceof Error ? error.message : String(error));
      return;
    }
    setDrawing(made);
    onHandle(made);
    if (window.__contacts) window.__contacts.inWindow = (x, y) => made.inWindow(x, y);
    return () => {
      onHandle(null);
      setDrawing(null);
      setReady(false);
      made.dispose();
    };
  }, []);

  useEffect(() => {
    if (!realism) return setPictures(null);
    let wanted = true;
    loadPictures().then(
      (loaded) => wanted && setPictures(loaded),
      (error: Error) => onFailure(error.message),
    );
    return () => {
      wanted = false;
    };
  }, [realism]);

  useEffect(() => {
    drawing?.show({ field, mode, pictures, rings, chosen, follow, trace, walked });
  }, [drawing, field, mode, pictures, rings, chosen, follow, trace, walked]);

  // React listens to the wheel passively, and then the page would scroll as well.
  useEffect(() => {
    const element = holder.current!;
    if (drawing === null || !interactive) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      drawing.zoom(
        -event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0025),
        event.clientX - left,
        event.clientY - top,
      );
      onMoved();
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [drawing, interactive]);

  const pointers = useRef(new Map<number, { x: number; y: number }>());
  const travelled = useRef(0);
  const at = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (pointers.current.size === 0) travelled.current = 0;
    pointers.current.set(event.pointerId, at(event));
    setHovered(null);
  };
  const move = (event: PointerEvent) => {
    if (drawing === null) return;
    const now = at(event);
    const before = pointers.current.get(event.pointerId);
    if (before === undefined) {
      if (event.pointerType !== 'mouse' || placing) return;
      const person = drawing.personAt(now.x, now.y);
      setHovered(person === null ? null : { person, left: now.x, top: now.y });
      return;
    }
    const [right, below] = [now.x - before.x, now.y - before.y];
    travelled.current += Math.abs(right) + Math.abs(below);
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    pointers.current.set(event.pointerId, now);
    if (travelled.current < clickReach && event.pointerType !== 'touch') return;
    if (other === undefined) drawing.move(-right, below);
    else {
      const apart = (p: { x: number; y: number }) => Math.max(10, Math.hypot(p.x - other.x, p.y - other.y));
      drawing.zoom(Math.log2(apart(now) / apart(before)), (now.x + other.x) / 2, (now.y + other.y) / 2);
    }
    props.onMoved?.();
  };
  const up = (event: PointerEvent) => {
    if (!pointers.current.delete(event.pointerId) || drawing === null) return;
    if (travelled.current >= clickReach || pointers.current.size > 0 || event.type === 'pointercancel')
      return;
    const { x, y } = at(event);
    if (placing) props.onPlace?.(...onField(field, ...drawing.place(x, y)));
    else props.onPick?.(drawing.personAt(x, y, event.pointerType === 'touch' ? 24 : 14));
  };
  const key = (event: KeyboardEvent) => {
    if (drawing === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, () => void> = {
      ArrowLeft: () => drawing.move(-step, 0),
      ArrowRight: () => drawing.move(step, 0),
      ArrowUp: () => drawing.move(0, step),
      ArrowDown: () => drawing.move(0, -step),
      '+': () => drawing.zoom(0.5),
      '=': () => drawing.zoom(0.5),
      '-': () => drawing.zoom(-0.5),
      '0': () => drawing.fit(),
    };
    const run = moves[event.key];
    if (run === undefined) return;
    event.preventDefault();
    run();
    props.onMoved?.();
  };
  const slot = hovered === null ? undefined : contacts.people.slotOf(hovered.person);

  return (
    <Box sx={{ position: 'absolute', inset: 0, overflow: 'hidden' }}>
      <Box
        ref={holder}
        {...(interactive
          ? {
              role: 'application',
              tabIndex: 0,
              'aria-roledescription': 'field',
              onPointerDown: down,
              onPointerMove: move,
              onPointerUp: up,
              onPointerCancel: up,
              onPointerLeave: () => setHovered(null),
              onKeyDown: key,
            }
          : { role: 'img' })}
        aria-label={label}
        data-testid="people-field"
        data-field-ready={ready}
        sx={{
          position: 'absolute',
          inset: 0,
          touchAction: interactive ? 'none' : 'auto',
          pointerEvents: interactive ? 'auto' : 'none',
          cursor: placing ? 'crosshair' : hovered === null ? 'grab' : 'pointer',
          '&:focus-visible': { outlineOffset: '-3px' },
        }}
      />
      {hovered !== null && slot !== undefined && (
        <Paper
          elevation={4}
          sx={{
            position: 'absolute',
            left: hovered.left + 14,
            top: hovered.top + 10,
            px: 1,
            py: 0.4,
            pointerEvents: 'none',
            zIndex: 3,
          }}
        >
          <Typography variant="caption" sx={{ whiteSpace: 'nowrap' }}>
            <b>{shortId(hovered.person)}</b> {stateWords(contacts.people.lookOf(slot))}
          </Typography>
        </Paper>
      )}
    </Box>
  );
}
