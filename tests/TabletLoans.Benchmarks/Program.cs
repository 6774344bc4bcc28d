using TabletLoans.Benchmarks;

return args is ["--bare", ..] ? await BareService.Serve(args[1], args[2]) : await Runner.Run(Options.Read(args));
