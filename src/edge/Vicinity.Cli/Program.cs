using Vicinity.Cli;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
