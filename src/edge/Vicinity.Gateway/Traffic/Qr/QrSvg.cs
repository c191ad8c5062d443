using System.Globalization;
using System.Text;

namespace Vicinity.Gateway;

/// <summary>Draws a QR code as an svg element with the quiet zone of four modules around it.</summary>
internal static class QrSvg
{
    private const int Quiet = 4;

    /// <summary>The svg element.</summary>
    public static string Draw(bool[,] dark)
    {
        int size = dark.GetLength(0), side = size + 2 * Quiet;
        var path = new StringBuilder();
        for (int row = 0; row < size; row++)
            for (int column = 0; column < size; column++)
            {
                if (!dark[row, column]) continue;
                int start = column;
                while (column + 1 < size && dark[row, column + 1]) column++;
                path.Append(CultureInfo.InvariantCulture, $"M{start + Quiet} {row + Quiet}h{column - start + 1}v1H{start + Quiet}z");
            }
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges" role="img"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>""");
    }
}
