import { SvgIcon, type SvgIconProps } from '@mui/material';

// Line icons on a grid of 24, drawn for this page.

function icon(path: string, filled = false) {
  return function Icon(props: SvgIconProps) {
    return (
      <SvgIcon fontSize="small" {...props}>
        <path
          d={path}
          fill={filled ? 'currentColor' : 'none'}
          stroke="currentColor"
          strokeWidth={filled ? 0 : 1.9}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </SvgIcon>
    );
  };
}

export const PlayIcon = icon('M8 5.2v13.6L19 12z', true);
export const PauseIcon = icon('M7 5h3.6v14H7zM13.4 5H17v14h-3.6z', true);
export const SunIcon = icon(
  'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
);
export const MoonIcon = icon('M20 14.2A8.2 8.2 0 0 1 9.8 4a8.2 8.2 0 1 0 10.2 10.2z');
export const HelpIcon = icon(
  'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.6 9.4a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.2 1-1.2 1.9M12 16.8v.1',
);
export const CloseIcon = icon('M6 6l12 12M18 6L6 18');
export const LayersIcon = icon('M12 3.5l9 5-9 5-9-5zM3 13l9 5 9-5');
export const FitIcon = icon(
  'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M12 10.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z',
);
export const SplitIcon = icon('M4 5h16v14H4zM12 5v14');
export const PanelIcon = icon('M4 5h16v14H4zM14.5 5v14');
export const PhoneIcon = icon(
  'M8 2.8h8a1 1 0 0 1 1 1v16.4a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V3.8a1 1 0 0 1 1-1zM11 18h2',
);
export const GridIcon = icon('M4 4h16v16H4zM4 12h16M12 4v16');
export const CopyIcon = icon('M9 9h11v11H9zM5 15H4V4h11v1');
export const ArrowIcon = icon('M5 12h14M13 6l6 6-6 6');
export const VehicleIcon = icon('M12 3l6.5 17.5L12 16.6l-6.5 3.9z');
export const KillIcon = icon('M12 3v9M6.3 6.8a8 8 0 1 0 11.4 0');
export const MenuIcon = icon('M4 7h16M4 12h16M4 17h16');
export const ListIcon = icon('M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1');
export const RestartIcon = icon('M20 12a8 8 0 1 1-2.6-5.9M20 3.5v4.6h-4.6');
export const PictureIcon = icon(
  'M12 3.2a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM7 21v-6.500H5.500V13a3 3 0 0 1 3-3h7a3 3 0 0 1 3 3v1.500H17V21M12 15.500V21',
);
export const RingsIcon = icon(
  'M9 6.500a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM15 6.500a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z',
);
export const CurvesIcon = icon('M3.5 20.500h17M4 16c3 0 3.5-9 7-9s4 7 9 7');
export const PersonIcon = icon(
  'M12 4a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM5 20.500c0-4 3-6.5 7-6.500s7 2.5 7 6.5',
);
export const AddIcon = icon('M12 5v14M5 12h14');
export const BranchIcon = icon('M6 4v16M6 14c7 0 12-1 12-7M18 3.500v4M15.5 6L18 3.5 20.5 6');
export const StopIcon = icon('M7 7h10v10H7z');
export const DeleteIcon = icon('M5 7h14M9.5 7V4.500h5V7M7 7l1 13h8l1-13M10.5 11v5.500M13.5 11v5.5');
export const FollowIcon = icon('M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12 3v4M12 17v4M3 12h4M17 12h4');
export const ChevronIcon = icon('M9 6l6 6-6 6');
