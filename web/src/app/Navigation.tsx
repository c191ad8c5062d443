import { Box, Button, Menu, MenuItem } from '@mui/material';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { link } from '../ui/address';
import { MenuIcon } from '../ui/icons';
import { usePages, type Page } from './pages';

/** Links to the pages; a menu of them where they have no room. */
export function Navigation({ page }: { page: Page }) {
  const pages = usePages();
  const nav = useRef<HTMLElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [wanted, setWanted] = useState<number | null>(null);
  const [room, setRoom] = useState(Infinity);
  const collapsed = wanted !== null && wanted > room;

  // The links are as wide as their font and spacing make them, which come late or change too: both widths are watched.
  // Drawn before the browser paints, so links that have no room are never seen cut off, however busy the page is.
  useLayoutEffect(() => {
    const measure = () => {
      setRoom(nav.current!.clientWidth);
      if (list.current !== null) setWanted(Math.ceil(list.current.getBoundingClientRect().width));
    };
    measure();
    const observer = new ResizeObserver(() => flushSync(measure));
    observer.observe(nav.current!);
    if (list.current !== null) observer.observe(list.current);
    return () => observer.disconnect();
  }, [collapsed]);

  // Where there is a menu the links are measured anew once there may be room for them: fewer links, or a wider bar.
  useLayoutEffect(() => {
    setWanted(null);
  }, [pages.length]);

  return (
    <Box
      ref={nav}
      component="nav"
      aria-label="Pages"
      data-testid="navigation"
      sx={{
        flex: '1 1 0',
        // The menu is as wide as its word; the bar wraps where that is too much.
        minWidth: collapsed ? 'max-content' : { xs: 96, md: 130 },
        overflow: 'hidden',
        alignSelf: 'stretch',
        display: 'flex',
      }}
    >
      {collapsed ? (
        <PageMenu page={page} />
      ) : (
        <Box
          ref={list}
          component="ul"
          sx={{ display: 'flex', listStyle: 'none', m: 0, p: 0, whiteSpace: 'nowrap', width: 'max-content' }}
        >
          {pages.map(({ path, name }) => (
            <Box component="li" key={name} sx={{ display: 'flex' }}>
              <Box
                component="a"
                {...link(path!)}
                aria-current={path === page.path ? 'page' : undefined}
                data-testid={`nav-${name.toLowerCase()}`}
                sx={{
                  display: 'flex',
                  alignItems: 'center',
                  px: { xs: 1, sm: 1.5 },
                  minHeight: 44,
                  fontWeight: 600,
                  textDecoration: 'none',
                  color: 'text.secondary',
                  borderBottom: '2px solid transparent',
                  borderTop: '2px solid transparent',
                  '&:hover': { color: 'text.primary' },
                  '&[aria-current=page]': { color: 'primary.main', borderBottomColor: 'primary.main' },
                  '&:focus-visible': { outline: '2px solid', outlineOffset: -4, borderRadius: 1 },
                }}
              >
                {name}
              </Box>
            </Box>
          ))}
        </Box>
      )}
    </Box>
  );
}

function PageMenu({ page }: { page: Page }) {
  const pages = usePages();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const id = useId();
  const close = () => setAnchor(null);
  return (
    <>
      <Button
        color="inherit"
        startIcon={<MenuIcon />}
        onClick={(event) => setAnchor(event.currentTarget)}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor === null ? undefined : id}
        data-testid="nav-menu"
        sx={{ alignSelf: 'center', minWidth: 0, maxWidth: '100%', whiteSpace: 'nowrap' }}
      >
        {page.name}
      </Button>
      <Menu id={id} anchorEl={anchor} open={anchor !== null} onClose={close}>
        {pages.map(({ path, name }) => {
          const { href, onClick } = link(path!);
          return (
            <MenuItem
              key={name}
              component="a"
              href={href}
              selected={path === page.path}
              aria-current={path === page.path ? 'page' : undefined}
              data-testid={`nav-${name.toLowerCase()}`}
              onClick={(event: React.MouseEvent) => {
                close();
                onClick(event);
              }}
            >
              {name}
            </MenuItem>
          );
        })}
      </Menu>
    </>
  );
}
